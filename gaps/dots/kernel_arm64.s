#include "textflag.h"

// Instructions that Go's assembler does not know, by their encodings in the Arm
// Architecture Reference Manual; D, N and M are numbers of vector registers:
// SMLAL VD.4S, VN.4H, VM.H[I] and SMLAL2, which takes the upper half of VN.
#define SMLAL(D, N, M, I) WORD $(0x0f402000 | (I>>2)<<11 | ((I>>1)&1)<<21 | (I&1)<<20 | M<<16 | N<<5 | D)
#define SMLAL2(D, N, M, I) WORD $(0x4f402000 | (I>>2)<<11 | ((I>>1)&1)<<21 | (I&1)<<20 | M<<16 | N<<5 | D)

// One row, of which eight numbers are in V(M): number I times that of 16 vectors in
// V(LOW) and V(HIGH), added to V(D) and the three registers behind it.
#define ROW(D, M, I, LOW, HIGH) \
	SMLAL(D, LOW, M, I)      \
	SMLAL2((D+1), LOW, M, I) \
	SMLAL((D+2), HIGH, M, I) \
	SMLAL2((D+3), HIGH, M, I)

#define NUMBER(I, LOW, HIGH) \
	ROW(16, 0, I, LOW, HIGH) \
	ROW(20, 1, I, LOW, HIGH) \
	ROW(24, 2, I, LOW, HIGH) \
	ROW(28, 3, I, LOW, HIGH)

// Numbers I and I+1.
#define PAIR(I) \
	VLD2.P 32(R6), [V4.H8, V5.H8] \
	VLD2.P 32(R6), [V6.H8, V7.H8] \
	NUMBER(I, 4, 6)               \
	NUMBER((I+1), 5, 7)

// func tileNEON(sums *[64]int32, rows *int16, size int, panel *int16)
TEXT ·tileNEON(SB), NOSPLIT, $0-32
	MOVD sums+0(FP), R0
	MOVD rows+8(FP), R2
	MOVD size+16(FP), R7
	MOVD panel+24(FP), R6
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

numbers:
	VLD1.P 16(R2), [V0.H8]
	VLD1.P 16(R3), [V1.H8]
	VLD1.P 16(R4), [V2.H8]
	VLD1.P 16(R5), [V3.H8]
	PAIR(0)
	PAIR(2)
	PAIR(4)
	PAIR(6)
	SUBS   $8, R7, R7
	BGT    numbers

	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], 64(R0)
	VST1.P [V20.S4, V21.S4, V22.S4, V23.S4], 64(R0)
	VST1.P [V24.S4, V25.S4, V26.S4, V27.S4], 64(R0)
	VST1   [V28.S4, V29.S4, V30.S4, V31.S4], (R0)
	RET
