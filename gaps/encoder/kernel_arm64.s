#include "textflag.h"

// Instructions that Go's assembler does not know, by their encodings in the Arm
// Architecture Reference Manual; D, N and M are numbers of vector registers.

// SXTL VD.8H, VN.8B
#define SXTL(D, N) WORD $(0x0f08a400 | N<<5 | D)

// SMLAL VD.4S, VN.4H, VM.H[I] and SMLAL2, which takes the upper half of VN.
#define SMLAL(D, N, M, I) WORD $(0x0f402000 | (I>>2)<<11 | ((I>>1)&1)<<21 | (I&1)<<20 | M<<16 | N<<5 | D)
#define SMLAL2(D, N, M, I) WORD $(0x4f402000 | (I>>2)<<11 | ((I>>1)&1)<<21 | (I&1)<<20 | M<<16 | N<<5 | D)

// FMUL and FADD VD.4S, VN.4S, VM.4S
#define FMUL(D, N, M) WORD $(0x6e20dc00 | M<<16 | N<<5 | D)
#define FADD(D, N, M) WORD $(0x4e20d400 | M<<16 | N<<5 | D)

// One row, whose eight activations are in V(M): number I times the weights of one
// input in V(LOW) (outputs 0 to 7) and V(HIGH) (8 to 15), added to V(D) and the
// three registers behind it.
#define ROW(D, M, I, LOW, HIGH) \
	SMLAL(D, LOW, M, I)       \
	SMLAL2((D+1), LOW, M, I)  \
	SMLAL((D+2), HIGH, M, I)  \
	SMLAL2((D+3), HIGH, M, I)

#define INPUT(I, LOW, HIGH) \
	ROW(16, 0, I, LOW, HIGH) \
	ROW(20, 1, I, LOW, HIGH) \
	ROW(24, 2, I, LOW, HIGH) \
	ROW(28, 3, I, LOW, HIGH)

// Two inputs, I and I+1.
#define PAIR(I) \
	VLD2.P 16(R6), [V4.B8, V5.B8] \
	VLD2.P 16(R6), [V6.B8, V7.B8] \
	SXTL(4, 4)                    \
	SXTL(5, 5)                    \
	SXTL(6, 6)                    \
	SXTL(7, 7)                    \
	INPUT(I, 4, 6)                \
	INPUT((I+1), 5, 7)

// func tileNEON(sums *int32, stride int, acts *int16, inputs int, panel *byte)
TEXT ·tileNEON(SB), NOSPLIT, $0-40
	MOVD sums+0(FP), R0
	MOVD stride+8(FP), R1
	MOVD acts+16(FP), R2
	MOVD inputs+24(FP), R7
	MOVD panel+32(FP), R6
	ADD  R7<<1, R2, R3
	ADD  R7<<1, R3, R4
	ADD  R7<<1, R4, R5
	VEOR V16.B16, V16.B16, V16.B16
	VEOR V17.B16, V17.B16, V17.B16
	VEOR V18.B16, V18.B16, V18.B16
	VEOR V19.B16, V19.B16, V19.B16
	VEOR V20.B16, V20.B16, V20.B16
	VEOR V21.B16, V21.B16, V21.B16
	VEOR V22.B16, V22.B16, V22.B16
	VEOR V23.B16, V23.B16, V23.B16
	VEOR V24.B16, V24.B16, V24.B16
	VEOR V25.B16, V25.B16, V25.B16
	VEOR V26.B16, V26.B16, V26.B16
	VEOR V27.B16, V27.B16, V27.B16
	VEOR V28.B16, V28.B16, V28.B16
	VEOR V29.B16, V29.B16, V29.B16
	VEOR V30.B16, V30.B16, V30.B16
	VEOR V31.B16, V31.B16, V31.B16

inputs:
	VLD1.P 16(R2), [V0.H8]
	VLD1.P 16(R3), [V1.H8]
	VLD1.P 16(R4), [V2.H8]
	VLD1.P 16(R5), [V3.H8]
	PAIR(0)
	PAIR(2)
	PAIR(4)
	PAIR(6)
	SUBS   $8, R7, R7
	BGT    inputs

	VST1 [V16.S4, V17.S4, V18.S4, V19.S4], (R0)
	ADD  R1, R0, R0
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R0)
	ADD  R1, R0, R0
	VST1 [V24.S4, V25.S4, V26.S4, V27.S4], (R0)
	ADD  R1, R0, R0
	VST1 [V28.S4, V29.S4, V30.S4, V31.S4], (R0)
	RET

// func weighNEON(sums *float32, size int, weights *float32, count int, rows *float32, stride int)
TEXT ·weighNEON(SB), NOSPLIT, $0-48
	MOVD sums+0(FP), R0
	MOVD size+8(FP), R1
	MOVD weights+16(FP), R2
	MOVD rows+32(FP), R3
	MOVD stride+40(FP), R5

columns:
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	MOVD count+24(FP), R6
	MOVD R2, R7
	MOVD R3, R8

rows:
	VLD1R.P 4(R7), [V16.S4]
	VLD1    (R8), [V4.S4, V5.S4, V6.S4, V7.S4]
	FMUL(4, 4, 16)
	FMUL(5, 5, 16)
	FMUL(6, 6, 16)
	FMUL(7, 7, 16)
	FADD(0, 0, 4)
	FADD(1, 1, 5)
	FADD(2, 2, 6)
	FADD(3, 3, 7)
	ADD     R5, R8, R8
	SUBS    $1, R6, R6
	BGT     rows

	VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R0)
	ADD    $64, R3, R3
	SUBS   $16, R1, R1
	BGT    columns
	RET
