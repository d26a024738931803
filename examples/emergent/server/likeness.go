package main

import (
	"hash/fnv"
	"math"
	"strconv"
	"strings"
)

const dimensions = 64

// likeness is a text's words as a vector of length 1, in PostgreSQL's notation: texts with words in common point the same
// way. Each word counts in one dimension, which its hash says.
func likeness(text string) string {
	var counts [dimensions]float64
	for _, word := range strings.Fields(strings.ToLower(text)) {
		sum := fnv.New32a()
		sum.Write([]byte(strings.Trim(word, ".,;:!?\"'()")))
		counts[sum.Sum32()%dimensions]++
	}
	length := 0.0
	for _, count := range counts {
		length += count * count
	}
	parts := make([]string, dimensions)
	for i, count := range counts {
		if length == 0 {
			// A vector has to point somewhere.
			count = 1
		} else {
			count /= math.Sqrt(length)
		}
		parts[i] = strconv.FormatFloat(count, 'g', -1, 32)
	}
	return "[" + strings.Join(parts, ",") + "]"
}
