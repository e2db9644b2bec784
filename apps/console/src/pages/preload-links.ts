import { readFile } from 'node:fs/promises'
import { PAGES } from '../page-files.ts'
import { partsOf } from './page-parts.ts'

type Chunk = { file: string; imports?: string[] }

/** Vite's manifest: the chunk of each module. https://vite.dev/guide/backend-integration */
type Manifest = Record<string, Chunk>

let reading: Promise<Manifest> | undefined

const readManifest = (): Promise<Manifest> =>
  (reading ??= readFile(new URL('manifest.json', PAGES), 'utf8').then((text) => JSON.parse(text) as Manifest))

/**
 * The `link` header of a page. The browser loads its scripts and first data side by side; the scripts alone would ask
 * for them one after the other. Without a session, data is loaded only where everybody may see it.
 */
export const preloadLinks = async (path: string, isSignedIn: boolean): Promise<string> => {
  const manifest = await readManifest().catch(() => ({}) as Manifest)
  const { modules, data } = partsOf(path)
  const files = new Set(modules.flatMap((module) => filesOf(manifest, module)))
  const scripts = [...files].map((file) => `</console/${file}>; rel=modulepreload; as=script; crossorigin`)
  const readable = data.filter((url) => isSignedIn || url.startsWith('/console/public/'))
  const answers = readable.map((url) => `<${url}>; rel=preload; as=fetch; crossorigin`)
  return [...scripts, ...answers].join(', ')
}

/** The files of a module and its imports, without those of the entry: the document itself names them. */
const filesOf = (manifest: Manifest, module: string): string[] => {
  const chunk = manifest[module]
  if (chunk === undefined || module === 'index.html') return []
  return [chunk.file, ...(chunk.imports ?? []).flatMap((name) => filesOf(manifest, name))]
}
