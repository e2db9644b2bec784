import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readGgufFileInfo } from 'node-llama-cpp'
import { describe, expect, it } from 'vitest'
import { convertLlama2c } from './convert-llama2c.ts'

const WIDTH = 4
const VOCABULARY = 260

const checkpoint = (): Buffer => {
  const header = [WIDTH, 8, 1, 2, 2, VOCABULARY, 16]
  const floats = VOCABULARY * WIDTH + 6 * WIDTH * 8 + WIDTH * 3
  const buffer = Buffer.alloc(28 + floats * 4)
  header.forEach((value, index) => buffer.writeInt32LE(value, index * 4))
  for (let index = 0; index < floats; index++) buffer.writeFloatLE(index, 28 + index * 4)
  return buffer
}

const piece = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const head = Buffer.alloc(8)
  head.writeInt32LE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}

const tokenizer = (): Buffer => {
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))
  return Buffer.concat([Buffer.alloc(4), ...['<unk>', '\n<s>\n', '\n</s>\n', ...bytes, ' a'].map(piece)])
}

describe('convertLlama2c', () => {
  it('writes a GGUF with the shape, tokens and tensors of the checkpoint', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'gptget-convert-'))
    try {
      const file = path.join(directory, 'tiny.gguf')
      await writeFile(
        file,
        convertLlama2c({ name: 'Tiny', checkpoint: checkpoint(), tokenizer: tokenizer() }),
      )
      const { metadata, tensorInfo } = await readGgufFileInfo(file)
      expect(metadata.general.name).toBe('Tiny')
      expect(metadata.llama).toMatchObject({ context_length: 16, embedding_length: WIDTH, block_count: 1 })
      expect(metadata.tokenizer.ggml.tokens.slice(0, 4)).toEqual(['<unk>', '<s>', '</s>', '<0x00>'])
      expect(metadata.tokenizer.ggml.tokens.at(-1)).toBe('\u2581a')
      // llama.cpp aborts the process if two tokens have the same text.
      expect(new Set(metadata.tokenizer.ggml.tokens).size).toBe(VOCABULARY)
      expect(tensorInfo?.map(({ name }) => name)).toContain('blk.0.ffn_down.weight')
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
})
