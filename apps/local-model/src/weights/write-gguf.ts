export type GgufValue =
  | { type: 'uint32' | 'float32'; value: number }
  | { type: 'boolean'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: readonly string[] }
  | { type: 'float32s' | 'int32s'; value: readonly number[] }

/** A float32 tensor. As in ggml, the first dimension is contiguous in memory. */
export type GgufTensor = { name: string; dimensions: readonly number[]; data: Uint8Array }

/** Value types and layout of GGUF version 3 (ggml's docs/gguf.md). */
const TYPE = { uint32: 4, int32: 5, float32: 6, boolean: 7, string: 8, array: 9 }
const VERSION = 3
const FLOAT32_TENSOR = 0
const ALIGNMENT_BYTES = 32

/** Prints metadata and float32 tensors as one GGUF file. */
export const writeGguf = (
  metadata: Record<string, GgufValue>,
  tensors: readonly GgufTensor[],
): Uint8Array => {
  const entries = Object.entries(metadata)
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(VERSION),
    uint64(tensors.length),
    uint64(entries.length),
    ...entries.flatMap(([key, value]) => [string(key), printValue(value)]),
    ...printTensorInfos(tensors),
  ])
  return Buffer.concat([padded(header), ...tensors.map(({ data }) => padded(data))])
}

const printTensorInfos = (tensors: readonly GgufTensor[]): Buffer[] => {
  let offset = 0
  return tensors.map(({ name, dimensions, data }) => {
    const info = [string(name), uint32(dimensions.length), ...dimensions.map(uint64)]
    const place = [uint32(FLOAT32_TENSOR), uint64(offset)]
    offset += data.length + paddingBytes(data)
    return Buffer.concat([...info, ...place])
  })
}

const printValue = (entry: GgufValue): Buffer => {
  switch (entry.type) {
    case 'uint32':
      return Buffer.concat([uint32(TYPE.uint32), uint32(entry.value)])
    case 'float32':
      return Buffer.concat([uint32(TYPE.float32), float32(entry.value)])
    case 'boolean':
      return Buffer.concat([uint32(TYPE.boolean), Buffer.from([entry.value ? 1 : 0])])
    case 'string':
      return Buffer.concat([uint32(TYPE.string), string(entry.value)])
    case 'strings':
      return array(TYPE.string, entry.value.map(string))
    case 'float32s':
      return array(TYPE.float32, entry.value.map(float32))
    case 'int32s':
      return array(TYPE.int32, entry.value.map(int32))
  }
}

const array = (elementType: number, elements: readonly Buffer[]): Buffer =>
  Buffer.concat([uint32(TYPE.array), uint32(elementType), uint64(elements.length), ...elements])

const string = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([uint64(bytes.length), bytes])
}

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc(paddingBytes(bytes))])

const paddingBytes = ({ length }: Uint8Array): number =>
  (ALIGNMENT_BYTES - (length % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES

const number = (sizeBytes: number, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(sizeBytes)
  write(buffer)
  return buffer
}

const uint32 = (value: number): Buffer => number(4, (buffer) => buffer.writeUInt32LE(value))
const int32 = (value: number): Buffer => number(4, (buffer) => buffer.writeInt32LE(value))
const float32 = (value: number): Buffer => number(4, (buffer) => buffer.writeFloatLE(value))
const uint64 = (value: number): Buffer => number(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value)))
