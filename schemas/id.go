package schemas

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// ID makes the key of a row from its document, its table and the code point
// offsets of its spans. Nothing else goes in, so the row keeps its key when
// other documents, or other parts of its own columns, change. -1 stands for an
// offset that the row lacks. Keys are 64 bits in hexadecimal: among ten million
// rows two collide with a chance of 3 in a million.
func ID(doc, table string, offsets ...int) string {
	b := make([]byte, 0, len(doc)+len(table)+2+8*len(offsets))
	b = append(b, doc...)
	b = append(b, 0)
	b = append(b, table...)
	b = append(b, 0)
	for _, o := range offsets {
		b = binary.BigEndian.AppendUint64(b, uint64(o))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
