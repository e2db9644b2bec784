import { readFile } from 'node:fs/promises'
import { PAGES } from '../page-files.ts'
import { modulesOf } from './page-modules.ts'

type Chunk = { file: string; imports?: string[] }

/** What Vite wrote of its chunks, by their modules. https://vite.dev/guide/backend-integration */
type Manifest = Record<string, Chunk>

let reading: Promise<Manifest> | undefined

const readManifest = (): Promise<Manifest> =>
  (reading ??= readFile(new URL('manifest.json', PAGES), 'utf8').then((text) => JSON.parse(text) as Manifest))

/**
 * The `link` header of a page: what its scripts would ask for one after the other is loaded beside them. Empty where
 * nothing is known of the page.
 */
export const preloadLinks = async (path: string, isSignedIn: boolean): Promise<string> => {
  const manifest = await readManifest().catch(() => ({}) as Manifest)
  const files = new Set(modulesOf(path).flatMap((module) => filesOf(manifest, module)))
  const scripts = [...files].map((file) => `</console/${file}>; rel=modulepreload; as=script; crossorigin`)
  const session = '</console/api/session>; rel=preload; as=fetch; crossorigin'
  return [...(isSignedIn ? [session] : []), ...scripts].join(', ')
}

/** A module's chunk and what it imports. Of the entry's the document itself tells. */
const filesOf = (manifest: Manifest, module: string): string[] => {
  const chunk = manifest[module]
  if (chunk === undefined || module === 'index.html') return []
  return [chunk.file, ...(chunk.imports ?? []).flatMap((name) => filesOf(manifest, name))]
}
