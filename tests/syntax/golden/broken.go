// Package broken is in the middle of being typed.
package broken

import "fmt"

// Whole is still found.
func Whole(value string) string {
	return value
}

// Store keeps values.
type Store struct {
	values map[string]int
}

// Get looks a key up.
func (s *Store) Get(key string) (int, error) {
	value, ok := s.values[key
	if !ok {
		return 0, fmt.Errorf("größe %q", key)
	}
	return value, nil
}

// Put comes right behind.
func (s *Store) Put(key string, value int) {
	s.values[key] = value
}

func halfTyped(count int) {
	for i := 0; i < count; i++ {
		fmt.Println("unclosed)
	}

// After has lost no documentation.
func After() func() int {
	return func() int { return 1 }
}

type Last interface {
	Run() error
}
