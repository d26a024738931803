package main

import (
	"strings"
	"testing"
)

func TestLikenessIsOfLengthOneAndGoesByWords(t *testing.T) {
	if likeness("The cat, the dog") != likeness("dog THE cat the") {
		t.Error("order, case and punctuation count")
	}
	if likeness("cat") == likeness("tractor") || strings.Contains(likeness(""), "NaN") {
		t.Error("different words are alike, or no word is nothing")
	}
}
