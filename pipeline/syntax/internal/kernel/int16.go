package kernel

// Packed16Len is the length of a packed k×n int16 matrix; k is even.
func Packed16Len(k, n int) int { return (n + Panel - 1) / Panel * Panel * k }

// Pack16 packs into dst the k×n matrix whose element (p, j) is
// src[p*rs+j*cs]. Rows lie in pairs, the two elements of a column side by
// side, as the multiply-and-add instructions want them. k is even.
func Pack16(dst, src []int16, k, n, rs, cs int) {
	for j := 0; j < n; j += Panel {
		w := min(Panel, n-j)
		block := dst[j*k : (j+Panel)*k]
		if w < Panel {
			clear(block)
		}
		for q := range w {
			col := src[(j+q)*cs:]
			for p := 0; p < k; p += 2 {
				at := p*Panel + 2*q
				block[at] = col[p*rs]
				block[at+1] = col[(p+1)*rs]
			}
		}
	}
}

// gemm16Generic is Gemm16 in Go. Sums wrap around as in the vector code, so
// the order of the terms makes no difference.
func gemm16Generic(m, n, k int, a []int16, lda int, b []int16, c []int32, ldc int) {
	for j := 0; j < n; j += Panel {
		block := b[j*k : (j+Panel)*k]
		for i := range m {
			row := c[i*ldc+j : i*ldc+j+Panel]
			x := a[i*lda : i*lda+k]
			for p := 0; p < k; p += 2 {
				x0, x1 := int32(x[p]), int32(x[p+1])
				if x0|x1 == 0 {
					continue
				}
				y := block[p*Panel : p*Panel+2*Panel]
				for q := range row {
					row[q] += x0*int32(y[2*q]) + x1*int32(y[2*q+1])
				}
			}
		}
	}
}

func add16Generic(dst, src []int16) {
	for i, v := range src {
		dst[i] = int16(min(max(int32(dst[i])+int32(v), -1<<15), 1<<15-1))
	}
}

// Fixed-point formats of an LSTM: fraction bits of its gates' activations and
// its output, of its cells, and of the tables' arguments, which go from
// -TableRange to TableRange. Cells stay within ±16.
const (
	HiddenBits = 14
	CellBits   = 12
	TableBits  = 10
	TableRange = 8
	TableLen   = 2 * tableMid

	tableMid  = TableRange << TableBits
	cellLimit = 16<<CellBits - 1
)

// Tables are an LSTM's activation functions.
type Tables struct {
	sigmoid, tanh [TableLen + 1]int16 // vector code reads one entry too many
	shift         uint                // from a gate to an index
	numbers       [8]int32            // for the vector code
}

// NewTables returns the activation functions for gates of the given fraction
// bits; sigmoid and tanh have TableLen values of HiddenBits fraction bits.
func NewTables(sigmoid, tanh []int16, bits int) *Tables {
	t := &Tables{shift: uint(bits - TableBits)}
	copy(t.sigmoid[:], sigmoid)
	copy(t.tanh[:], tanh)
	t.numbers = [8]int32{1 << (t.shift - 1), int32(t.shift), -tableMid, tableMid - 1,
		1 << (HiddenBits - 1), cellLimit, -cellLimit, CellBits - TableBits}
	return t
}

func (t *Tables) cellsGeneric(g, cell []int32, y []int16) {
	h := len(y)
	in, forget, out, cand := g[:h], g[h:2*h], g[2*h:3*h], g[3*h:4*h]
	half, shift := int32(1)<<(t.shift-1), t.shift
	at := func(v int32) int32 { return min(max((v+half)>>shift, -tableMid), tableMid-1) + tableMid }
	for j, c := range cell[:h] {
		fresh := int32(t.sigmoid[at(in[j])]) * int32(t.tanh[at(cand[j])])
		c = (int32(t.sigmoid[at(forget[j])])*c + fresh>>(HiddenBits-CellBits) + 1<<(HiddenBits-1)) >> HiddenBits
		c = min(max(c, -cellLimit), cellLimit)
		cell[j] = c
		k := min(max(c>>(CellBits-TableBits), -tableMid), tableMid-1) + tableMid
		y[j] = int16((int32(t.sigmoid[at(out[j])])*int32(t.tanh[k]) + 1<<(HiddenBits-1)) >> HiddenBits)
	}
}
