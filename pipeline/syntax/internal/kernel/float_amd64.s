#include "textflag.h"

// Registers of the float32 kernels below:
//   SI a row 0, R8 k stride of a in bytes, R9 row stride of a in bytes,
//   R10, R11, R12 = 3, 5 and 7 row strides, DI b panel, CX k,
//   DX c row 0, R13 row stride of c in bytes, K1 and K2 the columns in use.
// Z16 and Z17 hold the panel's row; a row's two accumulators are Z(2i), Z(2i+1).

#define LOADARGS \
	MOVQ k+0(FP), CX     \
	MOVQ a+8(FP), SI     \
	MOVQ rs+16(FP), R9   \
	MOVQ cs+24(FP), R8   \
	MOVQ b+32(FP), DI    \
	MOVQ c+40(FP), DX    \
	MOVQ ldc+48(FP), R13 \
	MOVQ mask+56(FP), AX \
	KMOVW AX, K1         \
	SHRQ $16, AX         \
	KMOVW AX, K2         \
	SHLQ $2, R9          \
	SHLQ $2, R8          \
	SHLQ $2, R13         \
	LEAQ (R9)(R9*2), R10 \
	LEAQ (R9)(R9*4), R11 \
	LEAQ (R10)(R9*4), R12

#define ROW(addr, tmp, lo, hi) \
	VBROADCASTSS addr, tmp    \
	VFMADD231PS Z16, tmp, lo  \
	VFMADD231PS Z17, tmp, hi

#define NEXT \
	ADDQ R8, SI   \
	ADDQ $128, DI \
	DECQ CX

#define PANEL \
	VMOVUPS (DI), Z16   \
	VMOVUPS 64(DI), Z17

#define FETCH(lo, hi) \
	VMOVUPS.Z (DX), K1, lo   \
	VMOVUPS.Z 64(DX), K2, hi \
	ADDQ R13, DX

#define STORE(lo, hi) \
	VMOVUPS lo, K1, (DX)   \
	VMOVUPS hi, K2, 64(DX) \
	ADDQ R13, DX

// func gemm8(k int, a *float32, rs, cs int, b, c *float32, ldc int, mask uint64)
TEXT ·gemm8(SB), NOSPLIT, $0-64
	LOADARGS
	MOVQ DX, BX
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

// func gemm4(k int, a *float32, rs, cs int, b, c *float32, ldc int, mask uint64)
TEXT ·gemm4(SB), NOSPLIT, $0-64
	LOADARGS
	MOVQ DX, BX
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

// func gemm1(k int, a *float32, rs, cs int, b, c *float32, ldc int, mask uint64)
TEXT ·gemm1(SB), NOSPLIT, $0-64
	LOADARGS
	MOVQ DX, BX
	FETCH(Z0, Z1)
loop1:
	PANEL
	ROW((SI), Z18, Z0, Z1)
	NEXT
	JNZ loop1
	MOVQ BX, DX
	STORE(Z0, Z1)
	VZEROUPPER
	RET

// 1/(1+exp(-x)) by the range reduction exp(y) = 2^n * exp(r), |r| <= ln2/2,
// and a polynomial for exp(r).
DATA expc<>+0(SB)/4, $0x42b00000  // 88
DATA expc<>+4(SB)/4, $0xc2b00000  // -88
DATA expc<>+8(SB)/4, $0x3fb8aa3b  // log2 e
DATA expc<>+12(SB)/4, $0x3f318000 // ln2, high part
DATA expc<>+16(SB)/4, $0xb95e8083 // ln2, low part
DATA expc<>+20(SB)/4, $0x39506967
DATA expc<>+24(SB)/4, $0x3ab743ce
DATA expc<>+28(SB)/4, $0x3c088908
DATA expc<>+32(SB)/4, $0x3d2aa9c1
DATA expc<>+36(SB)/4, $0x3e2aaaaa
DATA expc<>+40(SB)/4, $0x3f000000 // 1/2
DATA expc<>+44(SB)/4, $0x3f800000 // 1
DATA expc<>+48(SB)/4, $0x40000000 // 2
GLOBL expc<>(SB), RODATA|NOPTR, $52

// SIGMOID: Z0 = 1/(1+exp(-Z0)).
#define CONSTS \
	VBROADCASTSS expc<>+0(SB), Z16  \
	VBROADCASTSS expc<>+4(SB), Z17  \
	VBROADCASTSS expc<>+8(SB), Z18  \
	VBROADCASTSS expc<>+12(SB), Z19 \
	VBROADCASTSS expc<>+16(SB), Z20 \
	VBROADCASTSS expc<>+20(SB), Z21 \
	VBROADCASTSS expc<>+24(SB), Z22 \
	VBROADCASTSS expc<>+28(SB), Z23 \
	VBROADCASTSS expc<>+32(SB), Z24 \
	VBROADCASTSS expc<>+36(SB), Z25 \
	VBROADCASTSS expc<>+40(SB), Z26 \
	VBROADCASTSS expc<>+44(SB), Z27 \
	VBROADCASTSS expc<>+48(SB), Z28 \
	VPXORD Z29, Z29, Z29

#define EXP \
	VMINPS Z16, Z0, Z0          \
	VMAXPS Z17, Z0, Z0          \
	VMULPS Z18, Z0, Z1          \
	VRNDSCALEPS $0, Z1, Z1      \
	VFNMADD231PS Z19, Z1, Z0    \
	VFNMADD231PS Z20, Z1, Z0    \
	VMOVAPS Z21, Z2             \
	VFMADD213PS Z22, Z0, Z2     \
	VFMADD213PS Z23, Z0, Z2     \
	VFMADD213PS Z24, Z0, Z2     \
	VFMADD213PS Z25, Z0, Z2     \
	VFMADD213PS Z26, Z0, Z2     \
	VMULPS Z0, Z0, Z3           \
	VFMADD213PS Z0, Z3, Z2      \
	VADDPS Z27, Z2, Z2          \
	VSCALEFPS Z1, Z2, Z0

// func sigmoid(x *float32, n int)
TEXT ·sigmoid(SB), NOSPLIT, $0-16
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	CONSTS
sigLoop:
	VMOVUPS (SI), Z0
	VSUBPS Z0, Z29, Z0
	EXP
	VADDPS Z27, Z0, Z0
	VDIVPS Z0, Z27, Z0
	VMOVUPS Z0, (SI)
	ADDQ $64, SI
	SUBQ $16, CX
	JG sigLoop
	VZEROUPPER
	RET

// func tanh(x *float32, n int)
TEXT ·tanh(SB), NOSPLIT, $0-16
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	CONSTS
tanhLoop:
	VMOVUPS (SI), Z0
	VMULPS Z28, Z0, Z0
	VSUBPS Z0, Z29, Z0
	EXP
	VADDPS Z27, Z0, Z0
	VDIVPS Z0, Z28, Z0
	VSUBPS Z27, Z0, Z0
	VMOVUPS Z0, (SI)
	ADDQ $64, SI
	SUBQ $16, CX
	JG tanhLoop
	VZEROUPPER
	RET

// func exp(x *float32, n int)
TEXT ·exp(SB), NOSPLIT, $0-16
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	CONSTS
expLoop:
	VMOVUPS (SI), Z0
	EXP
	VMOVUPS Z0, (SI)
	ADDQ $64, SI
	SUBQ $16, CX
	JG expLoop
	VZEROUPPER
	RET

// func adam(w, grad, m, v, avg *float32, n int, k *[10]float32)
// The numbers k are those of AdamStep, in its order.
TEXT ·adam(SB), NOSPLIT, $0-56
	MOVQ w+0(FP), DI
	MOVQ grad+8(FP), SI
	MOVQ m+16(FP), R8
	MOVQ v+24(FP), R9
	MOVQ avg+32(FP), R10
	MOVQ n+40(FP), CX
	MOVQ k+48(FP), AX
	VBROADCASTSS 0(AX), Z16
	VBROADCASTSS 4(AX), Z17
	VBROADCASTSS 8(AX), Z18
	VBROADCASTSS 12(AX), Z19
	VBROADCASTSS 16(AX), Z20
	VBROADCASTSS 20(AX), Z21
	VBROADCASTSS 24(AX), Z22
	VBROADCASTSS 28(AX), Z23
	VBROADCASTSS 32(AX), Z24
	VBROADCASTSS 36(AX), Z25
adamLoop:
	VMULPS (SI), Z16, Z0      // g
	VMULPS (R8), Z17, Z1
	VFMADD231PS Z18, Z0, Z1   // m
	VMOVUPS Z1, (R8)
	VMULPS Z0, Z0, Z2
	VMULPS Z20, Z2, Z2
	VMOVUPS (R9), Z3
	VFMADD231PS Z19, Z3, Z2   // v
	VMOVUPS Z2, (R9)
	VMULPS Z23, Z2, Z2
	VSQRTPS Z2, Z2
	VADDPS Z24, Z2, Z2
	VMULPS Z22, Z1, Z1
	VDIVPS Z2, Z1, Z1
	VMULPS (DI), Z21, Z4
	VSUBPS Z1, Z4, Z4         // w
	VMOVUPS Z4, (DI)
	VMOVUPS (R10), Z5
	VSUBPS Z5, Z4, Z4
	VFMADD231PS Z25, Z4, Z5   // avg
	VMOVUPS Z5, (R10)
	ADDQ $64, DI
	ADDQ $64, SI
	ADDQ $64, R8
	ADDQ $64, R9
	ADDQ $64, R10
	SUBQ $16, CX
	JG adamLoop
	VZEROUPPER
	RET
