/** Files with valid headers, which identify their format, and filler content. */
const fourCc = (name: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.byteLength)
  head.write(name, 4)
  return Buffer.concat([head, body])
}

const MP4 = Buffer.concat([
  fourCc('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')),
  fourCc('free'),
  fourCc('mdat', Buffer.alloc(2_048, 7)),
])
/** MPEG-1 Layer III, 128 kbit/s, 44.1 kHz: frames of 417 bytes. */
const MP3 = Buffer.concat(
  Array.from({ length: 5 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)])),
)
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const SAMPLES: Readonly<Record<string, { type: string; bytes: Buffer }>> = {
  mp4: { type: 'video/mp4', bytes: MP4 },
  mp3: { type: 'audio/mpeg', bytes: MP3 },
  png: { type: 'image/png', bytes: PNG },
}

export const sampleOf = (extension: string): { type: string; bytes: Buffer } => SAMPLES[extension]!
