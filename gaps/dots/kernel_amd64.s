#include "textflag.h"

// One row: the pair of numbers at (SRC)(AX*2) times the pairs of 16 vectors in Y8
// (vectors 0 to 7) and Y9 (8 to 15).
#define ROW(SRC, LOW, HIGH) \
	VPBROADCASTD (SRC)(AX*2), Y10 \
	VPMADDWD     Y8, Y10, Y11     \
	VPMADDWD     Y9, Y10, Y12     \
	VPADDD       Y11, LOW, LOW    \
	VPADDD       Y12, HIGH, HIGH

#define PAIR(OFFSET) \
	VMOVDQU OFFSET(BX), Y8      \
	VMOVDQU (OFFSET+32)(BX), Y9 \
	ROW(SI, Y0, Y1)             \
	ROW(R10, Y2, Y3)            \
	ROW(R11, Y4, Y5)            \
	ROW(R12, Y6, Y7)            \
	ADDQ    $2, AX

// func tileAVX2(sums *[64]int32, rows *int16, size int, panel *int16)
TEXT ·tileAVX2(SB), NOSPLIT, $0-32
	MOVQ  sums+0(FP), DI
	MOVQ  rows+8(FP), SI
	MOVQ  size+16(FP), CX
	MOVQ  panel+24(FP), BX
	LEAQ  (SI)(CX*2), R10
	LEAQ  (SI)(CX*4), R11
	LEAQ  (R10)(CX*4), R12
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7
	XORQ  AX, AX

pairs:
	PAIR(0)
	PAIR(64)
	PAIR(128)
	PAIR(192)
	ADDQ $256, BX
	CMPQ AX, CX
	JLT  pairs

	VMOVDQU    Y0, (DI)
	VMOVDQU    Y1, 32(DI)
	VMOVDQU    Y2, 64(DI)
	VMOVDQU    Y3, 96(DI)
	VMOVDQU    Y4, 128(DI)
	VMOVDQU    Y5, 160(DI)
	VMOVDQU    Y6, 192(DI)
	VMOVDQU    Y7, 224(DI)
	VZEROUPPER
	RET
