// Copyright 2026 The Sample Authors. All rights reserved.
// SPDX-License-Identifier: MIT

//go:build linux

// Package cache keeps values until they expire.
//
// It is safe for concurrent use.
package cache

import (
	"context"
	"time"
)

const defaultTTL = 5 * time.Minute

// Now is replaced in tests.
var Now = func() time.Time { return time.Now() }

var (
	// parse reads a duration.
	parse = func(text string) (time.Duration, error) {
		return time.ParseDuration(text)
	}
	limit = 10
)

// Cache is a map whose entries expire.
type Cache[K comparable, V any] struct {
	entries map[K]entry[V]
	onEvict func(K, V) // may be nil
}

type (
	// Loader fills a cache.
	Loader[K comparable, V any] interface {
		// Load fetches one value.
		Load(ctx context.Context, key K) (V, error)
		Close() error
		context.Context
	}

	entry[V any] struct {
		value   V
		expires time.Time
	}

	// Keys are in no order.
	Keys []string

	Alias = entry[int]
)

// HandlerFunc turns a function into a Loader.
type HandlerFunc func(ctx context.Context, key string) (string, error)

// New returns an empty cache.
//
// A ttl of zero means five minutes.
func New[K comparable, V any](ttl time.Duration, options ...Option) *Cache[K, V] {
	evict := func(key K, value V) {
		println(key)
	}
	return &Cache[K, V]{onEvict: evict}
}

// Get looks a key up.
//
//go:noinline
func (c *Cache[K, V]) Get(
	ctx context.Context,
	key K, // must not be empty
) (value V, ok bool) {
	defer func() { recover() }()
	c.onEvict = func(K, V) {}
	return value, ok
}

func (Keys) Len() int { return 0 }

func (k Keys) größe() int { return len("Länge 😀") }

func (*HandlerFunc) unnamed()

// implemented in assembly
func memhash(p *byte, seed, s uint) uint

var rootCmd = &Command{
	Use: "cache",
	RunE: func(cmd *Command, args []string) error {
		return nil
	},
}

func init() {
	type local struct{ n int }
	go func() { select {} }()
}

func main() {
	low, high := func(a int) int { return a }, 2
}
