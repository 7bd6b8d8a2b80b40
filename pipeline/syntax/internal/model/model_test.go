package model

import (
	"bytes"
	"reflect"
	"testing"

	"demarche/pipeline/syntax/internal/kernel"
)

func matrix(rows, cols int) Matrix {
	m := Matrix{Rows: rows, Cols: cols, Bits: 20, Weights: make([]int16, rows*cols), Bias: make([]int32, cols)}
	for i := range m.Weights {
		m.Weights[i] = int16(i*7919 - 1<<15)
	}
	for i := range m.Bias {
		m.Bias[i] = int32(i*7919 - 1<<20)
	}
	return m
}

// small returns a model with one member and hardly any words.
func small() *Model {
	m := &Model{Embed: 16, Hidden: 16, TagLayer: 1, Sigmoid: make([]int16, kernel.TableLen), Tanh: make([]int16, kernel.TableLen),
		Hashes: []uint32{1, 1 << 31}, Vectors: make([]int16, 32), Deprels: []string{"root", "nsubj"}, Triples: []uint16{0, 0, 0},
		LexForms: []string{"talks"}, LexTags: []uint16{0}, LexLemmas: []string{"talk"}, Lemmas: []string{"Korea", ""}}
	x := Member{Layers: []Layer{{In: matrix(16, 128), Rec: [2]Matrix{matrix(16, 64), matrix(16, 64)}}},
		Tag: matrix(32, 4), Dep: matrix(32, 6), Head: matrix(32, 6), Arc: matrix(6, 6), Root: make([]int16, 6),
		LabDep: matrix(32, 8), LabHead: matrix(32, 8), LabRoot: make([]int32, 8), Label: matrix(8, 2)}
	for i := range x.Class {
		m.Names[i] = []string{"X"}
		x.Class[i] = matrix(4, 1)
	}
	m.Members = []Member{x}
	return m
}

func TestReadWhatWasWritten(t *testing.T) {
	m := small()
	var buf bytes.Buffer
	if err := m.Write(&buf); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&buf)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Members {
		x := &got.Members[i]
		for _, w := range x.matrices() {
			w.Packed = nil
		}
		for j := range x.Layers {
			x.Layers[j].Tables = nil
		}
	}
	if !reflect.DeepEqual(got, m) {
		t.Errorf("read %+v, wrote %+v", got, m)
	}
}

func TestReadRefusesWhatDoesNotFit(t *testing.T) {
	for name, spoil := range map[string]func(*Model){
		"no members":       func(m *Model) { m.Members = nil },
		"vectors missing":  func(m *Model) { m.Vectors = m.Vectors[1:] },
		"class out of set": func(m *Model) { m.Triples[1] = 9 },
		"odd matrix":       func(m *Model) { m.Members[0].Arc = matrix(5, 5) },
		"weights missing":  func(m *Model) { m.Members[0].Tag.Weights = nil },
		"other bits":       func(m *Model) { m.Members[0].Layers[0].Rec[1].Bits = 19 },
		"no tables":        func(m *Model) { m.Tanh = nil },
	} {
		m := small()
		spoil(m)
		var buf bytes.Buffer
		if err := m.Write(&buf); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(&buf); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
