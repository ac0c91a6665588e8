#include "textflag.h"

// One row: the pair of activations at (SRC)(AX*2) times the weights of two inputs
// in Y8 (outputs 0 to 7) and Y9 (8 to 15).
#define ROW(SRC, LOW, HIGH) \
	VPBROADCASTD (SRC)(AX*2), Y10 \
	VPMADDWD     Y8, Y10, Y11     \
	VPMADDWD     Y9, Y10, Y12     \
	VPADDD       Y11, LOW, LOW    \
	VPADDD       Y12, HIGH, HIGH

#define PAIR(OFFSET) \
	VPMOVSXBW OFFSET(BX), Y8      \
	VPMOVSXBW (OFFSET+16)(BX), Y9 \
	ROW(SI, Y0, Y1)               \
	ROW(R10, Y2, Y3)              \
	ROW(R11, Y4, Y5)              \
	ROW(R12, Y6, Y7)              \
	ADDQ      $2, AX

// func tileAVX2(sums *int32, stride int, acts *int16, inputs int, panel *byte)
TEXT ·tileAVX2(SB), NOSPLIT, $0-40
	MOVQ  sums+0(FP), DI
	MOVQ  stride+8(FP), R8
	MOVQ  acts+16(FP), SI
	MOVQ  inputs+24(FP), CX
	MOVQ  panel+32(FP), BX
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
	PAIR(32)
	PAIR(64)
	PAIR(96)
	ADDQ $128, BX
	CMPQ AX, CX
	JLT  pairs

	VMOVDQU    Y0, (DI)
	VMOVDQU    Y1, 32(DI)
	ADDQ       R8, DI
	VMOVDQU    Y2, (DI)
	VMOVDQU    Y3, 32(DI)
	ADDQ       R8, DI
	VMOVDQU    Y4, (DI)
	VMOVDQU    Y5, 32(DI)
	ADDQ       R8, DI
	VMOVDQU    Y6, (DI)
	VMOVDQU    Y7, 32(DI)
	VZEROUPPER
	RET

// func weighAVX(sums *float32, size int, weights *float32, count int, rows *float32, stride int)
TEXT ·weighAVX(SB), NOSPLIT, $0-48
	MOVQ sums+0(FP), DI
	MOVQ size+8(FP), CX
	MOVQ weights+16(FP), SI
	MOVQ rows+32(FP), BX
	MOVQ stride+40(FP), R8

columns:
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	MOVQ   count+24(FP), DX
	MOVQ   SI, R9
	MOVQ   BX, R10

rows:
	VBROADCASTSS (R9), Y2
	VMULPS       (R10), Y2, Y3
	VMULPS       32(R10), Y2, Y4
	VADDPS       Y3, Y0, Y0
	VADDPS       Y4, Y1, Y1
	ADDQ         $4, R9
	ADDQ         R8, R10
	DECQ         DX
	JNZ          rows

	VMOVUPS    Y0, (DI)
	VMOVUPS    Y1, 32(DI)
	ADDQ       $64, DI
	ADDQ       $64, BX
	SUBQ       $16, CX
	JG         columns
	VZEROUPPER
	RET
