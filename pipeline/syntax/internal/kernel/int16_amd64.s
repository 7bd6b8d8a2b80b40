#include "textflag.h"

// Registers: CX pairs left, SI a row 0, R9 row stride of a in bytes, R10, R11
// and R12 = 3, 5 and 7 of them, DI b panel, DX c row 0, R13 row stride of c in
// bytes. A row of a panel is 32 columns of two int16, 128 bytes.

#define ARGS \
	MOVQ pairs+0(FP), CX  \
	MOVQ a+8(FP), SI      \
	MOVQ lda+16(FP), R9   \
	MOVQ b+24(FP), DI     \
	MOVQ c+32(FP), DX     \
	MOVQ ldc+40(FP), R13  \
	SHLQ $1, R9           \
	SHLQ $2, R13          \
	LEAQ (R9)(R9*2), R10  \
	LEAQ (R9)(R9*4), R11  \
	LEAQ (R10)(R9*4), R12 \
	MOVQ DX, BX

#define ROW(addr, tmp, lo, hi) \
	VPBROADCASTD addr, tmp   \
	VPDPWSSD Z16, tmp, lo    \
	VPDPWSSD Z17, tmp, hi

#define NEXT \
	ADDQ $4, SI   \
	ADDQ $128, DI \
	DECQ CX

#define PANEL \
	VMOVDQU32 (DI), Z16   \
	VMOVDQU32 64(DI), Z17

#define FETCH(lo, hi) \
	VMOVDQU32 (DX), lo   \
	VMOVDQU32 64(DX), hi \
	ADDQ R13, DX

#define STORE(lo, hi) \
	VMOVDQU32 lo, (DX)   \
	VMOVDQU32 hi, 64(DX) \
	ADDQ R13, DX

// func gemm16VNNI8(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)
TEXT ·gemm16VNNI8(SB), NOSPLIT, $0-48
	ARGS
	FETCH(Z0, Z1)
	FETCH(Z2, Z3)
	FETCH(Z4, Z5)
	FETCH(Z6, Z7)
	FETCH(Z8, Z9)
	FETCH(Z10, Z11)
	FETCH(Z12, Z13)
	FETCH(Z14, Z15)
loop8:
	PANEL
	ROW((SI), Z18, Z0, Z1)
	ROW((SI)(R9*1), Z19, Z2, Z3)
	ROW((SI)(R9*2), Z20, Z4, Z5)
	ROW((SI)(R10*1), Z21, Z6, Z7)
	ROW((SI)(R9*4), Z22, Z8, Z9)
	ROW((SI)(R11*1), Z23, Z10, Z11)
	ROW((SI)(R10*2), Z24, Z12, Z13)
	ROW((SI)(R12*1), Z25, Z14, Z15)
	NEXT
	JNZ loop8
	MOVQ BX, DX
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	STORE(Z8, Z9)
	STORE(Z10, Z11)
	STORE(Z12, Z13)
	STORE(Z14, Z15)
	VZEROUPPER
	RET

// func gemm16VNNI4(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)
TEXT ·gemm16VNNI4(SB), NOSPLIT, $0-48
	ARGS
	FETCH(Z0, Z1)
	FETCH(Z2, Z3)
	FETCH(Z4, Z5)
	FETCH(Z6, Z7)
loop4:
	PANEL
	ROW((SI), Z18, Z0, Z1)
	ROW((SI)(R9*1), Z19, Z2, Z3)
	ROW((SI)(R9*2), Z20, Z4, Z5)
	ROW((SI)(R10*1), Z21, Z6, Z7)
	NEXT
	JNZ loop4
	MOVQ BX, DX
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	VZEROUPPER
	RET

// func gemv16VNNI(pairs int, a *int16, b *int16, c *int32)
// One row and one panel; eight sums are under way at once, so that the wait
// for the weights, not for the sums, sets the pace.
TEXT ·gemv16VNNI(SB), NOSPLIT, $0-32
	MOVQ pairs+0(FP), CX
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DI
	MOVQ c+24(FP), DX
	VMOVDQU32 (DX), Z0
	VMOVDQU32 64(DX), Z1
	VPXORD Z2, Z2, Z2
	VPXORD Z3, Z3, Z3
	VPXORD Z4, Z4, Z4
	VPXORD Z5, Z5, Z5
	VPXORD Z6, Z6, Z6
	VPXORD Z7, Z7, Z7
	SUBQ $4, CX
	JL vrest
vloop:
	VPBROADCASTD (SI), Z18
	VPBROADCASTD 4(SI), Z19
	VPBROADCASTD 8(SI), Z20
	VPBROADCASTD 12(SI), Z21
	VPDPWSSD (DI), Z18, Z0
	VPDPWSSD 64(DI), Z18, Z1
	VPDPWSSD 128(DI), Z19, Z2
	VPDPWSSD 192(DI), Z19, Z3
	VPDPWSSD 256(DI), Z20, Z4
	VPDPWSSD 320(DI), Z20, Z5
	VPDPWSSD 384(DI), Z21, Z6
	VPDPWSSD 448(DI), Z21, Z7
	ADDQ $16, SI
	ADDQ $512, DI
	SUBQ $4, CX
	JGE vloop
vrest:
	ADDQ $4, CX
	JZ vdone
vrestloop:
	VPBROADCASTD (SI), Z18
	VPDPWSSD (DI), Z18, Z0
	VPDPWSSD 64(DI), Z18, Z1
	NEXT
	JNZ vrestloop
vdone:
	VPADDD Z2, Z0, Z0
	VPADDD Z3, Z1, Z1
	VPADDD Z4, Z6, Z4
	VPADDD Z5, Z7, Z5
	VPADDD Z4, Z0, Z0
	VPADDD Z5, Z1, Z1
	VMOVDQU32 Z0, (DX)
	VMOVDQU32 Z1, 64(DX)
	VZEROUPPER
	RET

#define ROWY(addr, a0, a1, a2, a3) \
	VPBROADCASTD addr, Y12  \
	VPMADDWD Y8, Y12, Y13   \
	VPADDD Y13, a0, a0      \
	VPMADDWD Y9, Y12, Y14   \
	VPADDD Y14, a1, a1      \
	VPMADDWD Y10, Y12, Y13  \
	VPADDD Y13, a2, a2      \
	VPMADDWD Y11, Y12, Y14  \
	VPADDD Y14, a3, a3

#define PANELY \
	VMOVDQU (DI), Y8    \
	VMOVDQU 32(DI), Y9  \
	VMOVDQU 64(DI), Y10 \
	VMOVDQU 96(DI), Y11

#define FETCHY(a0, a1, a2, a3) \
	VMOVDQU (DX), a0   \
	VMOVDQU 32(DX), a1 \
	VMOVDQU 64(DX), a2 \
	VMOVDQU 96(DX), a3 \
	ADDQ R13, DX

#define STOREY(a0, a1, a2, a3) \
	VMOVDQU a0, (DX)   \
	VMOVDQU a1, 32(DX) \
	VMOVDQU a2, 64(DX) \
	VMOVDQU a3, 96(DX) \
	ADDQ R13, DX

// func gemm16AVX2x2(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)
TEXT ·gemm16AVX2x2(SB), NOSPLIT, $0-48
	ARGS
	FETCHY(Y0, Y1, Y2, Y3)
	FETCHY(Y4, Y5, Y6, Y7)
loopy2:
	PANELY
	ROWY((SI), Y0, Y1, Y2, Y3)
	ROWY((SI)(R9*1), Y4, Y5, Y6, Y7)
	NEXT
	JNZ loopy2
	MOVQ BX, DX
	STOREY(Y0, Y1, Y2, Y3)
	STOREY(Y4, Y5, Y6, Y7)
	VZEROUPPER
	RET

// func gemm16AVX2x1(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)
TEXT ·gemm16AVX2x1(SB), NOSPLIT, $0-48
	ARGS
	FETCHY(Y0, Y1, Y2, Y3)
loopy1:
	PANELY
	ROWY((SI), Y0, Y1, Y2, Y3)
	NEXT
	JNZ loopy1
	MOVQ BX, DX
	STOREY(Y0, Y1, Y2, Y3)
	VZEROUPPER
	RET

// func add16AVX2(dst, src *int16, n int)
TEXT ·add16AVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
addLoop:
	VMOVDQU (DI), Y0
	VPADDSW (SI), Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ $32, DI
	ADDQ $32, SI
	SUBQ $16, CX
	JG addLoop
	VZEROUPPER
	RET

// LOOKUP: out = table[clamp((in + half) >> shift)], for Z16 = half, X17 = shift,
// Z18 and Z19 the lowest and the highest index, with the table's middle at
// base. A gather reads four bytes, the lower two of which are the entry.
#define LOOKUP(in, base, out) \
	VPADDD Z16, in, in       \
	VPSRAD X17, in, in       \
	CLAMPED(in, base, out)

#define CLAMPED(in, base, out) \
	VPMAXSD Z18, in, in             \
	VPMINSD Z19, in, in             \
	KXNORW K1, K1, K1               \
	VPGATHERDD (base)(in*2), K1, out \
	VPSLLD $16, out, out            \
	VPSRAD $16, out, out

// func cellsVNNI(gates *int32, h int, cell *int32, y *int16, sigmoid, tanh *int16, k *[8]int32)
// sigmoid and tanh point to the middle of the tables; the numbers k are
// half, shift, lowest and highest index, the rounding's half, the cells' limit
// and its negative, and the shift of a cell to an index.
TEXT ·cellsVNNI(SB), NOSPLIT, $0-56
	MOVQ gates+0(FP), SI
	MOVQ h+8(FP), CX
	MOVQ cell+16(FP), DI
	MOVQ y+24(FP), DX
	MOVQ sigmoid+32(FP), R8
	MOVQ tanh+40(FP), R9
	MOVQ k+48(FP), AX
	VPBROADCASTD 0(AX), Z16
	VMOVD 4(AX), X17
	VPBROADCASTD 8(AX), Z18
	VPBROADCASTD 12(AX), Z19
	VPBROADCASTD 16(AX), Z20
	VPBROADCASTD 20(AX), Z21
	VPBROADCASTD 24(AX), Z22
	VMOVD 28(AX), X23
	LEAQ (SI)(CX*4), R10  // forget gates
	LEAQ (R10)(CX*4), R11 // output gates
	LEAQ (R11)(CX*4), R12 // candidates
cellLoop:
	VMOVDQU32 (SI), Z0
	LOOKUP(Z0, R8, Z4)
	VMOVDQU32 (R12), Z1
	LOOKUP(Z1, R9, Z5)
	VMOVDQU32 (R10), Z2
	LOOKUP(Z2, R8, Z6)
	VMOVDQU32 (R11), Z3
	LOOKUP(Z3, R8, Z7)
	VPMULLD Z4, Z5, Z4     // in · candidate
	VPSRAD $2, Z4, Z4
	VPMULLD (DI), Z6, Z6   // forget · cell
	VPADDD Z4, Z6, Z6
	VPADDD Z20, Z6, Z6
	VPSRAD $14, Z6, Z6
	VPMAXSD Z22, Z6, Z6
	VPMINSD Z21, Z6, Z6
	VMOVDQU32 Z6, (DI)
	VPSRAD X23, Z6, Z6
	CLAMPED(Z6, R9, Z5)
	VPMULLD Z7, Z5, Z7
	VPADDD Z20, Z7, Z7
	VPSRAD $14, Z7, Z7
	VPMOVDW Z7, (DX)
	ADDQ $64, SI
	ADDQ $64, R10
	ADDQ $64, R11
	ADDQ $64, R12
	ADDQ $64, DI
	ADDQ $32, DX
	SUBQ $16, CX
	JG cellLoop
	VZEROUPPER
	RET
