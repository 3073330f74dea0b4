//go:build tools

// Package tools names the program that build builds, so that go.mod and go.sum pin its version.
package tools

import (
	_ "sigs.k8s.io/kwok/cmd/kwok"
)
