#pragma once
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>

/* The state holds arrays that are too large for Swift to import, so all that looks into it stands here. */

/* A state for raw deflate data; NULL where memory has run out. */
static inline struct inflate_state *sojourn_isal_make(void) {
  struct inflate_state *state = (struct inflate_state *)calloc(1, sizeof(struct inflate_state));
  if (state != NULL) isal_inflate_init(state);
  return state;
}

static inline void sojourn_isal_free(struct inflate_state *state) { free(state); }

/* Does what isal_inflate does, and sets right the counts of room and input, which may be wrong after a
   fault where the pointers are right. */
static inline int sojourn_isal_inflate(struct inflate_state *state) {
  uint8_t *end_out = state->next_out + state->avail_out;
  uint8_t *end_in = state->next_in + state->avail_in;
  int status = isal_inflate(state);
  state->avail_out = (uint32_t)(end_out - state->next_out);
  state->avail_in = (uint32_t)(end_in - state->next_in);
  /* The count of 32 bits serves as the bound of a match's distance only, and must not begin again at 0. */
  if (state->total_out > 1u << 30) state->total_out = 1u << 30;
  return status;
}

/* Moves content that a fault has left inside the state to next_out, and says how much still is there. */
static inline int32_t sojourn_isal_drain(struct inflate_state *state) {
  int32_t held = state->tmp_out_valid - state->tmp_out_processed;
  uint32_t count = held > 0 ? (uint32_t)held : 0;
  if (count > state->avail_out) count = state->avail_out;
  if (count == 0) return held;
  memcpy(state->next_out, &state->tmp_out_buffer[state->tmp_out_processed], count);
  state->tmp_out_processed += (int32_t)count;
  state->next_out += count;
  state->avail_out -= count;
  return held - (int32_t)count;
}

enum {
  SOJOURN_ISAL_HISTORY = 32 << 10,  /* how far back a match may reach */
  SOJOURN_ISAL_ROOM = 64,           /* as much as a trial looks at */
  SOJOURN_ISAL_REST = 16            /* more literals than the state's 64 bits can hold undone */
};

/* Decodes what a copy of the state makes of its bits with `padding` after them and `history` before. */
static inline uint32_t sojourn_isal_try(const struct inflate_state *state, struct inflate_state *copy,
                                        uint8_t *room, int padding, int history) {
  uint8_t input[16];
  memset(input, padding, sizeof input);
  memcpy(copy, state, sizeof *copy);
  memset(copy->tmp_out_buffer, history, SOJOURN_ISAL_HISTORY);
  copy->tmp_out_valid = copy->tmp_out_processed = copy->total_out = SOJOURN_ISAL_HISTORY;
  copy->next_in = input;
  copy->avail_in = sizeof input;
  copy->next_out = room;
  copy->avail_out = SOJOURN_ISAL_ROOM;
  (void)sojourn_isal_inflate(copy);
  return SOJOURN_ISAL_ROOM - copy->avail_out;
}

/* Literals at the end of data that was cut short, which the library holds back since it decodes several
   symbols at once: those that come out the same whatever bits follow and whatever content a match would
   copy. Writes at most SOJOURN_ISAL_REST bytes and says how many. */
static inline uint32_t sojourn_isal_rest(const struct inflate_state *state, uint8_t *rest) {
  static const int paddings[] = {0x00, 0xFF, 0x55, 0xAA};
  uint32_t count = SOJOURN_ISAL_REST;
  if (state->block_state != ISAL_BLOCK_CODED || state->read_in_length <= 0) return 0;
  struct inflate_state *copy = (struct inflate_state *)malloc(sizeof *copy);
  uint8_t *room = (uint8_t *)malloc(SOJOURN_ISAL_ROOM);
  for (int trial = 0; trial < 8 && copy != NULL && room != NULL; trial++) {
    uint32_t made = sojourn_isal_try(state, copy, room, paddings[trial / 2], trial % 2 ? 0x55 : 0xAA);
    if (made < count) count = made;
    if (trial == 0) memcpy(rest, room, count);
    for (uint32_t i = 0; i < count; i++) {
      if (rest[i] != room[i]) count = i;
    }
  }
  if (copy == NULL || room == NULL) count = 0;
  free(room);
  free(copy);
  return count;
}
