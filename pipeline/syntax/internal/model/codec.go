package model

import (
	"encoding/binary"
	"errors"
	"io"
)

// A codec writes values to w or, if that is nil, reads them from buf. One
// function describes the format for both ways.
type codec struct {
	w   io.Writer
	buf []byte
	err error
}

var errShort = errors.New("file ends too soon")

func (m *Model) visit(c *codec) {
	c.int(&m.Embed)
	c.int(&m.Hidden)
	c.int(&m.TagLayer)
	numbers(c, &m.Sigmoid)
	numbers(c, &m.Tanh)
	numbers(c, &m.Hashes)
	numbers(c, &m.Vectors)
	length(c, &m.Members, 1)
	for i := range m.Members {
		m.Members[i].visit(c)
	}
	for i := range m.Names {
		c.strings(&m.Names[i])
	}
	c.strings(&m.Deprels)
	numbers(c, &m.Triples)
	c.strings(&m.LexForms)
	numbers(c, &m.LexTags)
	c.strings(&m.LexLemmas)
	c.strings(&m.Lemmas)
}

func (m *Member) visit(c *codec) {
	length(c, &m.Layers, 1)
	for i := range m.Layers {
		m.Layers[i].In.visit(c)
		m.Layers[i].Rec[0].visit(c)
		m.Layers[i].Rec[1].visit(c)
	}
	m.Tag.visit(c)
	for i := range m.Class {
		m.Class[i].visit(c)
	}
	m.Dep.visit(c)
	m.Head.visit(c)
	m.Arc.visit(c)
	numbers(c, &m.Root)
	m.LabDep.visit(c)
	m.LabHead.visit(c)
	numbers(c, &m.LabRoot)
	m.Label.visit(c)
}

func (m *Matrix) visit(c *codec) {
	c.int(&m.Rows)
	c.int(&m.Cols)
	c.int(&m.Bits)
	numbers(c, &m.Weights)
	numbers(c, &m.Bias)
}

func (c *codec) int(v *int) {
	if c.w != nil {
		c.buf = binary.AppendUvarint(c.buf, uint64(*v))
		return
	}
	x, n := binary.Uvarint(c.buf)
	if n <= 0 || x > 1<<28 {
		c.err, c.buf = errShort, nil
		return
	}
	*v, c.buf = int(x), c.buf[n:]
}

// length codes the length of a slice whose elements take at least size bytes
// each, and makes the slice when reading.
func length[T any](c *codec, v *[]T, size int) {
	n := len(*v)
	c.int(&n)
	if c.w != nil {
		return
	}
	if c.err != nil || n > len(c.buf)/size {
		n, c.err = 0, errShort
	}
	*v = make([]T, n)
}

// numbers codes a slice, the low bytes of all elements before the next higher
// ones, which compresses better.
func numbers[T int16 | uint16 | int32 | uint32](c *codec, v *[]T) {
	size := binary.Size(T(0))
	length(c, v, size)
	for shift := 0; shift < 8*size; shift += 8 {
		if c.w != nil {
			for _, x := range *v {
				c.buf = append(c.buf, byte(x>>shift))
			}
			c.flush()
			continue
		}
		for i, b := range c.buf[:len(*v)] {
			(*v)[i] |= T(b) << shift
		}
		c.buf = c.buf[len(*v):]
	}
}

func (c *codec) strings(v *[]string) {
	length(c, v, 1)
	for i := range *v {
		if c.w != nil {
			c.buf = binary.AppendUvarint(c.buf, uint64(len((*v)[i])))
			c.buf = append(c.buf, (*v)[i]...)
			continue
		}
		var n int
		if c.int(&n); n > len(c.buf) {
			n, c.err = 0, errShort
		}
		(*v)[i], c.buf = string(c.buf[:n]), c.buf[n:]
	}
}

func (c *codec) flush() {
	if c.err == nil {
		_, c.err = c.w.Write(c.buf)
	}
	c.buf = c.buf[:0]
}
