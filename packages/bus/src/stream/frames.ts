/**
 * The bytes that pass between two processes: a message is `[seq u32][flags u8][idLength u8][sender id]` and then
 * frames, each `[type u8][stream u32][length u32][payload]`, little endian. Frames of many streams share a message
 * because a message costs several times what its bytes cost.
 */
export const FRAME = {
  // From the side that asked.
  open: 1,
  body: 2,
  grant: 3,
  cancel: 4,
  clientBeat: 5,
  // From the side that serves.
  accept: 10,
  head: 11,
  data: 12,
  end: 13,
  fail: 14,
  serverBeat: 15,
  bye: 16,
} as const
export type FrameType = (typeof FRAME)[keyof typeof FRAME]

export type BusFrame = { type: FrameType; streamId: number; payload: Uint8Array }

export type PeerMessage = {
  sender: string
  /** Counts the sender's messages to this receiver, so that a lost one shows. */
  sequence: number
  /** The sender lost its connection: everything before this message is void. */
  isReset: boolean
  frames: BusFrame[]
}

const FRAME_HEADER_BYTES = 9
const RESET_FLAG = 1

/** Bytes a message needs for its header. */
export const messageHeaderBytes = (sender: string): number => 6 + sender.length

/** Bytes a frame needs in a message. */
export const frameBytes = (payload: Uint8Array): number => FRAME_HEADER_BYTES + payload.byteLength

/** Packs frames into one message. `sender` is ASCII. */
export const encodeMessage = (message: PeerMessage): Uint8Array => {
  let size = messageHeaderBytes(message.sender)
  for (const frame of message.frames) size += frameBytes(frame.payload)
  const bytes = Buffer.allocUnsafe(size)
  bytes.writeUInt32LE(message.sequence, 0)
  bytes[4] = message.isReset ? RESET_FLAG : 0
  bytes[5] = message.sender.length
  bytes.write(message.sender, 6, 'latin1')
  let offset = messageHeaderBytes(message.sender)
  for (const { type, streamId, payload } of message.frames) {
    bytes[offset] = type
    bytes.writeUInt32LE(streamId, offset + 1)
    bytes.writeUInt32LE(payload.byteLength, offset + 5)
    bytes.set(payload, offset + FRAME_HEADER_BYTES)
    offset += FRAME_HEADER_BYTES + payload.byteLength
  }
  return bytes
}

/** Unpacks a message; payloads are views into it. @throws RangeError when it is cut. */
export const decodeMessage = (data: Uint8Array): PeerMessage => {
  const bytes = asBuffer(data)
  const senderLength = bytes.readUInt8(5)
  const frames: BusFrame[] = []
  let offset = 6 + senderLength
  while (offset < bytes.byteLength) {
    const length = bytes.readUInt32LE(offset + 5)
    const start = offset + FRAME_HEADER_BYTES
    if (start + length > bytes.byteLength) throw new RangeError('frame reaches past its message')
    frames.push({
      type: bytes.readUInt8(offset) as FrameType,
      streamId: bytes.readUInt32LE(offset + 1),
      payload: bytes.subarray(start, start + length),
    })
    offset = start + length
  }
  return {
    sender: bytes.toString('latin1', 6, 6 + senderLength),
    sequence: bytes.readUInt32LE(0),
    isReset: (bytes.readUInt8(4) & RESET_FLAG) !== 0,
    frames,
  }
}

/** The same bytes as a Buffer, without copying. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A JSON payload. */
export const jsonPayload = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

/** Reads a JSON payload. */
export const readJson = (payload: Uint8Array): unknown => JSON.parse(asBuffer(payload).toString())

/** A list of stream ids, as beats carry them. */
export const idsPayload = (ids: readonly number[]): Uint8Array => {
  const bytes = Buffer.allocUnsafe(ids.length * 4)
  ids.forEach((id, index) => bytes.writeUInt32LE(id, index * 4))
  return bytes
}

/** Reads a list of stream ids. */
export const readIds = (payload: Uint8Array): number[] => {
  const bytes = asBuffer(payload)
  return Array.from({ length: bytes.byteLength / 4 }, (_, index) => bytes.readUInt32LE(index * 4))
}

/** A data frame's payload: `[progress f64][bytes]`. */
export const dataPayload = (bytes: Uint8Array, progress: number): Uint8Array => {
  const payload = Buffer.allocUnsafe(8 + bytes.byteLength)
  payload.writeDoubleLE(progress, 0)
  payload.set(bytes, 8)
  return payload
}

/** Reads a data frame's payload; the bytes are a view into it. */
export const readData = (payload: Uint8Array): { bytes: Uint8Array; progress: number } => {
  const buffer = asBuffer(payload)
  return { progress: buffer.readDoubleLE(0), bytes: buffer.subarray(8) }
}

/** A count as a payload. */
export const countPayload = (count: number): Uint8Array => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32LE(count, 0)
  return bytes
}

/** Reads a count. */
export const readCount = (payload: Uint8Array): number => asBuffer(payload).readUInt32LE(0)
