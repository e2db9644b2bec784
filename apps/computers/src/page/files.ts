import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The files that are not code. In a bundle, this module is a chunk beside the folder of all services' content. */
const CONTENT = fileURLToPath(
  [new URL('../../content/', import.meta.url), new URL('../content/', import.meta.url)].find((url) =>
    existsSync(new URL('live-view/vnc.html', url)),
  ) ?? new URL('../../content/', import.meta.url),
)

/** noVNC: beside our pages in the image, in its package in the repository. */
const novncFolder = (): string => {
  const copied = path.join(CONTENT, 'novnc')
  return existsSync(copied)
    ? copied
    : path.resolve(fileURLToPath(import.meta.resolve('@novnc/novnc')), '../..')
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

export type PageFile = { bytes: Buffer; type: string }

/** A file of the live view by its path below `/i/<instance>/`; null if it does not exist. */
export const readPageFile = async (name: string): Promise<PageFile | null> => {
  const type = TYPES[path.extname(name)]
  if (type === undefined || !/^[\w./-]+$/.test(name) || name.split('/').includes('..')) return null
  const isNovnc = name.startsWith('novnc/')
  if (!isNovnc && name !== 'vnc.html' && !name.startsWith('live-view/')) return null
  const file = isNovnc
    ? path.join(novncFolder(), name.slice('novnc/'.length))
    : path.join(CONTENT, name === 'vnc.html' ? 'live-view/vnc.html' : name)
  try {
    return { bytes: await readFile(file), type }
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
