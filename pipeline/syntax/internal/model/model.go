// Package model holds the trained network in fixed point, and its file format.
//
// A number x in a format of q fraction bits is stored as the integer x·2^q.
// Activations are int16 in the formats below; a matrix is int16 in a format of
// its own; products and biases are int32, with the fraction bits of activation
// and matrix added up.
package model

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"demarche/pipeline/syntax/internal/kernel"
)

// Fraction bits of the activations.
const (
	EmbedBits  = 8                 // word vectors, ±128
	HiddenBits = kernel.HiddenBits // LSTM outputs, ±1
	ReLUBits   = 10                // hidden layers, 0 to ReLULimit
	ArcBits    = 9                 // dependents through the bilinear form, ±64
)

// ReLULimit is where hidden layers are cut off. They stay below 5 on the
// treebanks' dev files; a low limit leaves room for the weights behind them.
const ReLULimit = 8

// A Matrix takes Rows inputs to Cols outputs and adds the bias.
type Matrix struct {
	Rows, Cols int
	Bits       int     // fraction bits of the products: input's plus weights'
	Weights    []int16 // row by row
	Bias       []int32 // empty if there is none

	Packed []int16 // Weights in the order of the kernels, set by Read and Pack
}

// Pack sets Packed.
func (m *Matrix) Pack() {
	m.Packed = make([]int16, kernel.Packed16Len(m.Rows, m.Cols))
	kernel.Pack16(m.Packed, m.Weights, m.Rows, m.Cols, m.Cols, 1)
}

// Wide is Cols rounded up to whole panels: the row stride of the products.
func (m *Matrix) Wide() int { return (m.Cols + kernel.Panel - 1) / kernel.Panel * kernel.Panel }

// A Layer is a pair of LSTMs (Hochreiter & Schmidhuber 1997), one from each
// end of the sentence. In gives, for each, the gates i, f, o and g; Rec adds
// to them what the LSTM's last output gives.
type Layer struct {
	In  Matrix
	Rec [2]Matrix

	Tables *kernel.Tables // set by Read
}

// The classifiers of a word.
const (
	UPOS = iota
	XPOS
	Feats
	Rule
	Classifiers
)

// A Member is one network of the ensemble.
type Member struct {
	Layers []Layer

	Tag     Matrix // hidden layer of the classifiers
	Class   [Classifiers]Matrix
	Dep     Matrix // hidden layer for a word as dependent
	Head    Matrix // and as governor
	Arc     Matrix // bilinear form between the two
	Root    []int16
	LabDep  Matrix // hidden layer for the label, the dependent's share
	LabHead Matrix // and the governor's
	LabRoot []int32
	Label   Matrix
}

// A Model is all that the parser knows. Its members' scores are added up, so
// they have the same number of fraction bits in all members.
type Model struct {
	Embed    int // numbers of a word vector, for one member
	Hidden   int // outputs of one LSTM
	TagLayer int // the layer whose output the classifiers read, 1 for the first

	// The kernels' tables. They are kept in the file because not all machines
	// compute the same last bit of exp.
	Sigmoid, Tanh []int16

	Hashes  []uint32 // the features, rising
	Vectors []int16  // for each feature, the vectors of all members
	Members []Member

	Names   [Classifiers][]string
	Deprels []string
	Triples []uint16 // the analyses seen: UPOS, XPOS, Feats by number

	// Lexicon: lemmas of (form, XPOS) pairs whose lemma never varied.
	LexForms  []string
	LexTags   []uint16
	LexLemmas []string
	Lemmas    []string // other lemmas worth sharing a string for
}

// magic opens the file; its last byte is the version of the format.
const magic = "demarche syntax\x01"

// Write writes the model, compressed.
func (m *Model) Write(w io.Writer) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	c := &codec{w: z, buf: []byte(magic)}
	m.visit(c)
	c.flush()
	if c.err != nil {
		return c.err
	}
	return z.Close()
}

// Read reads a model that Write wrote.
func Read(r io.Reader) (*Model, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<28))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	data, err := io.ReadAll(io.LimitReader(z, 1<<28))
	if err != nil {
		return nil, fmt.Errorf("syntax model: %w", err)
	}
	if len(data) < len(magic) || string(data[:len(magic)]) != magic {
		return nil, errors.New("syntax model: not a model of this version")
	}
	c := &codec{buf: data[len(magic):]}
	m := new(Model)
	m.visit(c)
	if c.err == nil {
		c.err = m.check()
	}
	if c.err != nil {
		return nil, fmt.Errorf("syntax model: %w", c.err)
	}
	for i := range m.Members {
		for _, x := range m.Members[i].matrices() {
			x.Pack()
		}
		for j := range m.Members[i].Layers {
			l := &m.Members[i].Layers[j]
			l.Tables = kernel.NewTables(m.Sigmoid, m.Tanh, l.In.Bits)
		}
	}
	return m, nil
}

func (m *Member) matrices() []*Matrix {
	ms := []*Matrix{&m.Tag, &m.Dep, &m.Head, &m.Arc, &m.LabDep, &m.LabHead, &m.Label}
	for i := range m.Class {
		ms = append(ms, &m.Class[i])
	}
	for i := range m.Layers {
		l := &m.Layers[i]
		ms = append(ms, &l.In, &l.Rec[0], &l.Rec[1])
	}
	return ms
}

// check makes sure that all sizes fit together, so that the parser need not.
func (m *Model) check() error {
	ok := len(m.Members) > 0 && m.Hidden > 0 && m.Hidden%16 == 0 && m.Embed > 0 && m.Embed%16 == 0 &&
		len(m.Sigmoid) == kernel.TableLen && len(m.Tanh) == kernel.TableLen && m.TagLayer >= 1 &&
		len(m.Vectors) == len(m.Hashes)*len(m.Members)*m.Embed &&
		len(m.Deprels) > 0 && len(m.Triples) > 0 && len(m.Triples)%3 == 0 &&
		len(m.LexForms) == len(m.LexTags) && len(m.LexForms) == len(m.LexLemmas)
	for i := 0; ok && i < len(m.Members); i++ {
		ok = m.Members[i].fits(m)
	}
	for i, t := range m.Triples {
		ok = ok && int(t) < len(m.Names[i%3])
	}
	for _, t := range m.LexTags {
		ok = ok && int(t) < len(m.Names[XPOS])
	}
	if !ok {
		return errors.New("sizes do not fit")
	}
	return nil
}

func (m *Member) fits(all *Model) bool {
	ok := all.TagLayer <= len(m.Layers)
	size := func(x *Matrix, rows, cols int) {
		ok = ok && x.Rows == rows && x.Cols == cols && rows%2 == 0 && len(x.Weights) == rows*cols &&
			(len(x.Bias) == 0 || len(x.Bias) == cols) && x.Bits > ReLUBits && x.Bits < 31
	}
	h, width, one := all.Hidden, all.Embed, &all.Members[0]
	for i := range m.Layers {
		l := &m.Layers[i]
		size(&l.In, width, 8*h)
		for d := range l.Rec {
			size(&l.Rec[d], h, 4*h)
			ok = ok && l.Rec[d].Bits == l.In.Bits
		}
		width = 2 * h
	}
	size(&m.Tag, width, m.Tag.Cols)
	for i := range m.Class {
		size(&m.Class[i], m.Tag.Cols, len(all.Names[i]))
		ok = ok && len(all.Names[i]) > 0 && m.Class[i].Bits == one.Class[0].Bits
	}
	arc, label := m.Dep.Cols, m.LabDep.Cols
	size(&m.Dep, width, arc)
	size(&m.Head, width, arc)
	size(&m.Arc, arc, arc)
	size(&m.LabDep, width, label)
	size(&m.LabHead, width, label)
	size(&m.Label, label, len(all.Deprels))
	return ok && len(m.Root) == arc && len(m.LabRoot) == label && m.LabHead.Bits == m.LabDep.Bits && m.Label.Bits == one.Label.Bits
}
