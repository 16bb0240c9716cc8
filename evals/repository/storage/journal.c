/* An append-only journal: every change is written here before it is done. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct record_header {
  uint32_t length;
  uint32_t checksum;
};

/* The checksum of Adler: quick, and good enough against torn writes. */
uint32_t journal_checksum(const unsigned char *bytes, size_t count) {
  uint32_t a = 1, b = 0;
  for (size_t i = 0; i < count; i++) {
    a = (a + bytes[i]) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16) | a;
}

/* Writes one record; 0 on success. The caller syncs the file before it tells anybody. */
int journal_append(FILE *file, const void *bytes, uint32_t length) {
  struct record_header header = {length, journal_checksum(bytes, length)};
  if (fwrite(&header, sizeof header, 1, file) != 1) return -1;
  return fwrite(bytes, 1, length, file) == length ? 0 : -1;
}

/* Reads records until the end or the first damaged one, which is where a crash cut the file.
   Returns how many were whole; what lies behind is dropped by the next append. */
int journal_replay(FILE *file, void (*apply)(const void *bytes, uint32_t length)) {
  unsigned char buffer[65536];
  struct record_header header;
  int whole = 0;
  while (fread(&header, sizeof header, 1, file) == 1) {
    if (header.length > sizeof buffer) break;
    if (fread(buffer, 1, header.length, file) != header.length) break;
    if (journal_checksum(buffer, header.length) != header.checksum) break;
    apply(buffer, header.length);
    whole++;
  }
  return whole;
}
