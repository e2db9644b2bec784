import { writeGguf } from './write-gguf.ts'
import type { GgufTensor, GgufValue } from './write-gguf.ts'

type Shape = {
  width: number
  hidden: number
  layers: number
  heads: number
  keyValueHeads: number
  vocabulary: number
  contextTokens: number
}

const HEADER_BYTES = 28
const UNKNOWN_TOKEN = 0
const BEGIN_TOKEN = 1
const END_TOKEN = 2
const FIRST_BYTE_TOKEN = 3
const LAST_BYTE_TOKEN = 258

/** llama.cpp's `llama_token_type`. */
const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, byte: 6 }

/**
 * Converts a llama2.c checkpoint (version 0: seven int32, then float32 tensors in the order of `run.c`'s
 * `memory_map_weights`) and its tokenizer to GGUF. As in the checkpoint, the output layer is the embedding.
 */
export const convertLlama2c = (source: {
  name: string
  checkpoint: Buffer
  tokenizer: Buffer
}): Uint8Array => {
  const shape = readShape(source.checkpoint)
  return writeGguf(
    { ...modelMetadata(source.name, shape), ...tokenizerMetadata(source.tokenizer, shape.vocabulary) },
    readTensors(source.checkpoint, shape),
  )
}

const readShape = (checkpoint: Buffer): Shape => {
  const [width, hidden, layers, heads, keyValueHeads, vocabulary, contextTokens] = Array.from(
    { length: 7 },
    (_, index) => checkpoint.readInt32LE(index * 4),
  ) as [number, number, number, number, number, number, number]
  if (vocabulary <= 0) throw new Error('checkpoints with a separate output layer are not supported')
  return { width, hidden, layers, heads, keyValueHeads, vocabulary, contextTokens }
}

const modelMetadata = (name: string, shape: Shape): Record<string, GgufValue> => ({
  'general.architecture': { type: 'string', value: 'llama' },
  'general.name': { type: 'string', value: name },
  'llama.context_length': { type: 'uint32', value: shape.contextTokens },
  'llama.embedding_length': { type: 'uint32', value: shape.width },
  'llama.block_count': { type: 'uint32', value: shape.layers },
  'llama.feed_forward_length': { type: 'uint32', value: shape.hidden },
  'llama.attention.head_count': { type: 'uint32', value: shape.heads },
  'llama.attention.head_count_kv': { type: 'uint32', value: shape.keyValueHeads },
  'llama.rope.dimension_count': { type: 'uint32', value: shape.width / shape.heads },
  'llama.attention.layer_norm_rms_epsilon': { type: 'float32', value: 1e-5 },
})

const readTensors = (checkpoint: Buffer, shape: Shape): GgufTensor[] => {
  let offset = HEADER_BYTES
  const take = (name: string, dimensions: number[]): GgufTensor => {
    const bytes = 4 * dimensions.reduce((product, dimension) => product * dimension, 1)
    const data = checkpoint.subarray(offset, offset + bytes)
    offset += bytes
    return { name, dimensions, data }
  }
  const takeEachLayer = (name: string, dimensions: number[]): GgufTensor[] =>
    Array.from({ length: shape.layers }, (_, layer) => take(`blk.${layer}.${name}.weight`, dimensions))
  const { width, hidden } = shape
  const keyValueWidth = (width / shape.heads) * shape.keyValueHeads
  return [
    take('token_embd.weight', [width, shape.vocabulary]),
    ...takeEachLayer('attn_norm', [width]),
    ...takeEachLayer('attn_q', [width, width]),
    ...takeEachLayer('attn_k', [width, keyValueWidth]),
    ...takeEachLayer('attn_v', [width, keyValueWidth]),
    ...takeEachLayer('attn_output', [width, width]),
    ...takeEachLayer('ffn_norm', [width]),
    ...takeEachLayer('ffn_gate', [width, hidden]),
    ...takeEachLayer('ffn_down', [hidden, width]),
    ...takeEachLayer('ffn_up', [width, hidden]),
    take('output_norm.weight', [width]),
  ]
}

const tokenizerMetadata = (tokenizer: Buffer, size: number): Record<string, GgufValue> => {
  const { pieces, scores } = readTokenizer(tokenizer, size)
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'llama' },
    'tokenizer.ggml.tokens': { type: 'strings', value: pieces },
    'tokenizer.ggml.scores': { type: 'float32s', value: scores },
    'tokenizer.ggml.token_type': { type: 'int32s', value: pieces.map((_, token) => tokenType(token)) },
    'tokenizer.ggml.bos_token_id': { type: 'uint32', value: BEGIN_TOKEN },
    'tokenizer.ggml.eos_token_id': { type: 'uint32', value: END_TOKEN },
    'tokenizer.ggml.unknown_token_id': { type: 'uint32', value: UNKNOWN_TOKEN },
    'tokenizer.ggml.add_bos_token': { type: 'boolean', value: true },
  }
}

/** Reads llama2.c's tokenizer.bin: int32 longest piece, then for each token float32 score, int32 length, UTF-8. */
const readTokenizer = (tokenizer: Buffer, size: number): { pieces: string[]; scores: number[] } => {
  const pieces: string[] = []
  const scores: number[] = []
  let offset = 4
  for (let token = 0; token < size; token++) {
    scores.push(tokenizer.readFloatLE(offset))
    const start = offset + 8
    offset = start + tokenizer.readInt32LE(offset + 4)
    pieces.push(pieceText(token, tokenizer.toString('utf8', start, offset)))
  }
  return { pieces, scores }
}

/**
 * The text of a token for llama.cpp. llama2.c writes a space for SentencePiece's U+2581, and puts line breaks around
 * the two control tokens. It writes a byte token as its character, which is also the text of another token; llama.cpp
 * needs the form `<0x0A>`.
 */
const pieceText = (token: number, text: string): string => {
  if (token === BEGIN_TOKEN) return '<s>'
  if (token === END_TOKEN) return '</s>'
  if (isByteToken(token)) return `<0x${hexByte(token - FIRST_BYTE_TOKEN)}>`
  return text.replaceAll(' ', '\u2581')
}

const tokenType = (token: number): number => {
  if (token === UNKNOWN_TOKEN) return TOKEN_TYPE.unknown
  if (token === BEGIN_TOKEN || token === END_TOKEN) return TOKEN_TYPE.control
  if (isByteToken(token)) return TOKEN_TYPE.byte
  return TOKEN_TYPE.normal
}

const isByteToken = (token: number): boolean => token >= FIRST_BYTE_TOKEN && token <= LAST_BYTE_TOKEN

const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0')
