package s3

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Client is for one bucket.
type Client struct {
	// Endpoint is such as http://storage:9000.
	Endpoint string
	Bucket   string
	Region   string
	Keys     Keys
}

// FromEnvironment is the client that S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY and S3_SECRET_KEY describe.
func FromEnvironment() Client {
	region := os.Getenv("S3_REGION")
	if region == "" {
		region = "us-east-1"
	}
	return Client{
		Endpoint: os.Getenv("S3_ENDPOINT"), Bucket: os.Getenv("S3_BUCKET"), Region: region,
		Keys: Keys{os.Getenv("S3_ACCESS_KEY"), os.Getenv("S3_SECRET_KEY")},
	}
}

// ErrNoObject says that there is no object of that key.
var ErrNoObject = errors.New("there is no such object")

// CreateBucket makes the bucket; one that is there stays.
func (c Client) CreateBucket(ctx context.Context) error {
	if c.Answers(ctx) == nil {
		return nil
	}
	_, err := c.send(ctx, http.MethodPut, "", nil, nil)
	return err
}

// Answers says whether the storage answers and takes the keys.
func (c Client) Answers(ctx context.Context) error {
	_, err := c.send(ctx, http.MethodHead, "", nil, nil)
	return err
}

// Put writes an object.
func (c Client) Put(ctx context.Context, key string, body []byte) error {
	_, err := c.send(ctx, http.MethodPut, key, nil, body)
	return err
}

// Get reads an object.
func (c Client) Get(ctx context.Context, key string) ([]byte, error) {
	return c.send(ctx, http.MethodGet, key, nil, nil)
}

// List returns all keys that begin with the prefix, in order.
func (c Client) List(ctx context.Context, prefix string) ([]string, error) {
	keys := []string{}
	query := url.Values{"list-type": {"2"}, "prefix": {prefix}}
	for {
		answer, err := c.send(ctx, http.MethodGet, "", query, nil)
		if err != nil {
			return nil, err
		}
		var page listing
		if err := xml.Unmarshal(answer, &page); err != nil {
			return nil, err
		}
		for _, object := range page.Contents {
			keys = append(keys, object.Key)
		}
		if !page.IsTruncated {
			return keys, nil
		}
		query.Set("continuation-token", page.NextContinuationToken)
	}
}

func (c Client) send(ctx context.Context, method, key string, query url.Values, body []byte) ([]byte, error) {
	address := strings.TrimSuffix(c.Endpoint, "/") + "/" + c.Bucket
	if key != "" {
		address += "/" + escape(key, "/")
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the storage's address is of no use")
	}
	request.URL.RawQuery = canonicalQuery(query)
	c.Keys.sign(request, hash(body), c.Region, time.Now())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return nil, err
	case response.StatusCode == http.StatusNotFound && key != "":
		return nil, ErrNoObject
	case response.StatusCode >= 300:
		return nil, errors.New("the storage says " + response.Status)
	}
	return answer, nil
}
