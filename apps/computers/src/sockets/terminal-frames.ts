/** In the format of the desktop's `shells.py`: a byte for the kind, four for the length, then the data. */
const KINDS = ['data', 'size', 'exit'] as const
export type FrameKind = (typeof KINDS)[number]

const HEAD_BYTES = 5
const MAX_FRAME_BYTES = 1024 * 1024

export const printFrame = (kind: FrameKind, data: Buffer): Buffer => {
  const frame = Buffer.alloc(HEAD_BYTES + data.length)
  frame[0] = KINDS.indexOf(kind)
  frame.writeUInt32BE(data.length, 1)
  data.copy(frame, HEAD_BYTES)
  return frame
}

/** Accepts pieces of any size and returns whole frames. @throws Error for an invalid frame */
export const parseFrames = (
  onFrame: (kind: 'data' | 'exit', data: Buffer) => void,
): ((bytes: Buffer) => void) => {
  let waiting: Buffer = Buffer.alloc(0)
  return (bytes) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes])
    while (waiting.length >= HEAD_BYTES) {
      const length = waiting.readUInt32BE(1)
      if (length > MAX_FRAME_BYTES) throw new Error(`a frame of ${length} bytes`)
      if (waiting.length < HEAD_BYTES + length) return
      const kind = KINDS[waiting[0]!]
      if (kind !== 'data' && kind !== 'exit') throw new Error(`a frame of the unknown kind ${waiting[0]}`)
      onFrame(kind, waiting.subarray(HEAD_BYTES, HEAD_BYTES + length))
      waiting = waiting.subarray(HEAD_BYTES + length)
    }
  }
}
