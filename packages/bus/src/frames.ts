import { z } from 'zod'

/**
 * The bytes between two processes: a message is `[seq u32][flags u8][idLength u8][sender id]` and then frames, each
 * `[type u8][stream u32][length u32][payload]`, little endian. Frames of many streams share a message because a message
 * costs several times as much as its bytes.
 */
export const FRAME = {
  // From the calling side.
  open: 1,
  body: 2,
  grant: 3,
  cancel: 4,
  clientBeat: 5,
  bodyEnd: 6,
  // From the serving side.
  accept: 10,
  head: 11,
  data: 12,
  end: 13,
  fail: 14,
  serverBeat: 15,
  bye: 16,
} as const
export type FrameType = (typeof FRAME)[keyof typeof FRAME]

export type BusFrame = { type: FrameType; streamId: number; payload: Payload }

/** The content of a frame: its bytes, or the value, if they have not been needed yet. */
export type Payload = Uint8Array | Unwritten

/** A payload that is encoded only when it leaves the process. */
export class Unwritten {
  /** The payload as its reader wants it. */
  readonly value: unknown
  readonly #write: () => Uint8Array

  constructor(value: unknown, write: () => Uint8Array) {
    this.value = value
    this.#write = write
  }

  bytes(): Uint8Array {
    return this.#write()
  }
}

/** A payload's bytes. */
export const bytesOf = (payload: Payload): Uint8Array =>
  payload instanceof Unwritten ? payload.bytes() : payload

export type PeerMessage = {
  sender: string
  /** Numbers the sender's messages to this receiver, so that a lost one is noticed. */
  sequence: number
  /** The sender lost its connection: everything before this message is void. */
  isReset: boolean
  /** The sender's first message to this receiver, or the first since it forgot it. */
  isFirst: boolean
  frames: BusFrame[]
}

const FRAME_HEADER_BYTES = 9
const RESET_FLAG = 1
const FIRST_FLAG = 2

/** Bytes a message needs for its header. */
export const messageHeaderBytes = (sender: string): number => 6 + sender.length

/** Bytes a frame needs in a message. */
export const frameBytes = (payload: Uint8Array): number => FRAME_HEADER_BYTES + payload.byteLength

/** Packs frames into one message. `sender` is ASCII. */
export const encodeMessage = (message: PeerMessage): Uint8Array => {
  let size = messageHeaderBytes(message.sender)
  const payloads = message.frames.map((frame) => bytesOf(frame.payload))
  for (const payload of payloads) size += frameBytes(payload)
  const bytes = Buffer.allocUnsafe(size)
  bytes.writeUInt32LE(message.sequence, 0)
  bytes[4] = (message.isReset ? RESET_FLAG : 0) | (message.isFirst ? FIRST_FLAG : 0)
  bytes[5] = message.sender.length
  bytes.write(message.sender, 6, 'latin1')
  let offset = messageHeaderBytes(message.sender)
  for (const [index, payload] of payloads.entries()) {
    bytes[offset] = message.frames[index]!.type
    bytes.writeUInt32LE(message.frames[index]!.streamId, offset + 1)
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
    isFirst: (bytes.readUInt8(4) & FIRST_FLAG) !== 0,
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

/** A value as JSON, encoded by its schema. */
export const valuePayload = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): Payload =>
  new Unwritten(value, () => jsonPayload(z.encode(schema, value)))

/** Reads a value. */
export const readValue = <Schema extends z.ZodType>(schema: Schema, payload: Payload): z.output<Schema> =>
  payload instanceof Unwritten
    ? (payload.value as z.output<Schema>)
    : z.decode(schema, readJson(payload) as z.input<Schema>)

/** A list of stream ids, for heartbeats. */
export const idsPayload = (ids: readonly number[]): Uint8Array => {
  const bytes = Buffer.allocUnsafe(ids.length * 4)
  ids.forEach((id, index) => bytes.writeUInt32LE(id, index * 4))
  return bytes
}

/** Reads a list of stream ids. */
export const readIds = (payload: Payload): number[] => {
  const bytes = asBuffer(bytesOf(payload))
  return Array.from({ length: bytes.byteLength / 4 }, (_, index) => bytes.readUInt32LE(index * 4))
}

export type Data = { bytes: Uint8Array; progress: number }

/** A data frame's payload: `[progress f64][bytes]`. */
export const dataPayload = (bytes: Uint8Array, progress: number): Payload =>
  new Unwritten({ bytes, progress } satisfies Data, () => {
    const payload = Buffer.allocUnsafe(8 + bytes.byteLength)
    payload.writeDoubleLE(progress, 0)
    payload.set(bytes, 8)
    return payload
  })

/** Reads a data frame's payload; the bytes are a view into it. */
export const readData = (payload: Payload): Data => {
  if (payload instanceof Unwritten) return payload.value as Data
  const buffer = asBuffer(payload)
  return { progress: buffer.readDoubleLE(0), bytes: buffer.subarray(8) }
}

/** Instead of a body's length: it is sent while it is produced, with an explicit end. */
export const STREAMED = 0xffff_ffff

export type Open<Head> = { head: Head; bodyLength: number; bodyStart: Uint8Array }

/** Opens a stream: `[headLength u32][bodyLength u32][head JSON][first bytes of the body]`. */
export const openPayload = <Schema extends z.ZodType>(
  schema: Schema,
  open: Open<z.output<Schema>>,
): Payload =>
  new Unwritten(open, () => {
    const json = jsonPayload(z.encode(schema, open.head))
    const payload = Buffer.allocUnsafe(8 + json.byteLength + open.bodyStart.byteLength)
    payload.writeUInt32LE(json.byteLength, 0)
    payload.writeUInt32LE(open.bodyLength, 4)
    payload.set(json, 8)
    payload.set(open.bodyStart, 8 + json.byteLength)
    return payload
  })

/** Reads an opening frame; the body's bytes are copied out of the message, which would otherwise stay in memory. */
export const readOpen = <Schema extends z.ZodType>(
  schema: Schema,
  payload: Payload,
): Open<z.output<Schema>> => {
  if (payload instanceof Unwritten) return payload.value as Open<z.output<Schema>>
  const buffer = asBuffer(payload)
  const headEnd = 8 + buffer.readUInt32LE(0)
  return {
    head: z.decode(schema, JSON.parse(buffer.toString('utf8', 8, headEnd)) as z.input<Schema>),
    bodyLength: buffer.readUInt32LE(4),
    bodyStart: Buffer.from(buffer.subarray(headEnd)),
  }
}

/** A count as a payload. */
export const countPayload = (count: number): Uint8Array => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32LE(count, 0)
  return bytes
}

/** Reads a count. */
export const readCount = (payload: Payload): number => asBuffer(bytesOf(payload)).readUInt32LE(0)
