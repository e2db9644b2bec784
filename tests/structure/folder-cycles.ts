import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The folders that each folder imports from, types included. A top-level file counts as its own folder. */
type FolderGraph = ReadonlyMap<string, ReadonlySet<string>>

/** Every relative import and re-export, static or not, of types or values. */
const RELATIVE_IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g

/** Groups of folders below `sourceDirectory` that import each other, directly or indirectly, without tests. */
export const findFolderCycles = (sourceDirectory: string): string[][] =>
  findCycles(readFolderGraph(sourceDirectory))

/** The relative paths of all TypeScript files below a folder, without tests. */
export const sourceFilesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('node_modules'),
  )

const readFolderGraph = (sourceDirectory: string): FolderGraph => {
  const graph = new Map<string, Set<string>>()
  for (const file of sourceFilesIn(sourceDirectory)) {
    const folder = placeOf(file)
    const imported = graph.get(folder) ?? new Set()
    graph.set(folder, imported)
    const text = readFileSync(path.join(sourceDirectory, file), 'utf8')
    for (const [, specifier] of text.matchAll(RELATIVE_IMPORT)) {
      const other = placeOf(path.join(path.dirname(file), specifier!))
      if (other !== folder) imported.add(other)
    }
  }
  return graph
}

const placeOf = (file: string): string => {
  const folder = path.dirname(file)
  return folder === '.' ? file : folder
}

/** Two folders are in the same cycle if each can be reached from the other. */
const findCycles = (graph: FolderGraph): string[][] => {
  const reach = new Map([...graph.keys()].map((folder) => [folder, reachableFrom(graph, folder)]))
  const cycles: string[][] = []
  for (const folder of [...graph.keys()].toSorted()) {
    if (cycles.some((cycle) => cycle.includes(folder))) continue
    const mutual = [...reach.get(folder)!].filter((other) => reach.get(other)?.has(folder))
    // Top-level files assemble a service: its manifest loads it, and it declares itself by its manifest.
    const hasFolder = mutual.some((place) => !place.endsWith('.ts'))
    if (mutual.length > 1 && hasFolder) cycles.push(mutual.toSorted())
  }
  return cycles
}

const reachableFrom = (graph: FolderGraph, start: string): Set<string> => {
  const reached = new Set<string>()
  const open = [start]
  while (open.length > 0)
    for (const next of graph.get(open.pop()!) ?? []) {
      if (reached.has(next)) continue
      reached.add(next)
      open.push(next)
    }
  return reached
}
