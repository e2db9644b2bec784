import { createHash } from 'node:crypto'
import { z } from 'zod'

/** The used part of CycloneDX 1.7, as `pnpm sbom` writes it: https://cyclonedx.org/docs/1.7/json/ */
const component = z.looseObject({
  name: z.string(),
  version: z.string(),
  group: z.string().optional(),
  'bom-ref': z.string(),
})
const bomShape = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({ timestamp: z.string().optional() }),
  components: z.array(component),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
})
export type Bom = z.output<typeof bomShape>
export type Component = z.output<typeof component>

/** @throws ZodError if the text is not CycloneDX */
export const parseBom = (text: string): Bom => bomShape.parse(JSON.parse(text))

/** Components of programs that are built of other sources. @throws ZodError if the text does not list components */
export const parseComponents = (text: string): Component[] => z.array(component).parse(JSON.parse(text))

/** The contents of an image, by which its components are selected. */
export type Contents = {
  /** Paths of bundled files in the repository. */
  files: readonly string[]
  /** Names of packages that are copied whole. */
  packages: readonly string[]
  /** Names of packages that are copied with their dependencies. */
  packagesWithTheirs: readonly string[]
  /** What else is in it. */
  components: readonly Component[]
}

const nameOf = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`)

/**
 * Selects the components of the lockfile that are in the image, without build tools. The result is reproducible byte
 * for byte: components are sorted, because pnpm's order varies, there is no date, and the serial number is a hash of
 * the list.
 */
export const describeImage = (bom: Bom, contents: Contents): Bom => {
  const isBundled = bundledPackages(contents.files)
  const reached = reachableFrom(bom, contents.packagesWithTheirs)
  const whole = new Set(contents.packages)
  const isIn = (each: Component): boolean => {
    const name = nameOf(each)
    // Types are not in the image. Workspace packages are the image itself, and pnpm lists only some of them.
    if (name.startsWith('@types/') || name.startsWith(OURS)) return false
    return isBundled.has(`${name}@${each.version}`) || whole.has(name) || reached.has(each['bom-ref'])
  }
  const components = [...bom.components.filter(isIn), ...contents.components].toSorted((one, other) =>
    inOrder(one['bom-ref'], other['bom-ref']),
  )
  const refs = new Set(components.map((each) => each['bom-ref']))
  const dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map((each) => ({ ...each, dependsOn: each.dependsOn?.filter((ref) => refs.has(ref)).toSorted(inOrder) }))
    .toSorted((one, other) => inOrder(one.ref, other.ref))
  const { timestamp: _, ...metadata } = bom.metadata
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(components))}`
  return { ...bom, serialNumber, metadata, components, dependencies }
}

const inOrder = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

const OURS = '@gptget/'

/** From `node_modules/.pnpm/@hono+node-server@2.1.8_hono@4/node_modules/@hono/node-server/index.js`. */
const FROM_STORE = /node_modules\/\.pnpm\/([^/]+)\/node_modules\/((?:@[^/]+\/)?[^/]+)\//

/** The packages of bundled files, as `name@version`. */
const bundledPackages = (files: readonly string[]): Set<string> =>
  new Set(
    files.flatMap((file) => {
      const [, folder, name] = FROM_STORE.exec(file) ?? []
      if (folder === undefined || name === undefined) return []
      const version = folder.slice(name.replace('/', '+').length + 1).replace(/[_(].*$/, '')
      return [`${name}@${version}`]
    }),
  )

const reachableFrom = (bom: Bom, names: readonly string[]): Set<string> => {
  const dependsOn = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]))
  const reached = new Set<string>()
  const visit = (ref: string): void => {
    if (reached.has(ref)) return
    reached.add(ref)
    for (const next of dependsOn.get(ref) ?? []) visit(next)
  }
  const foreign = names.filter((name) => !name.startsWith(OURS))
  for (const each of bom.components) if (foreign.includes(nameOf(each))) visit(each['bom-ref'])
  return reached
}

/** A UUID of version 8, whose content is free: here the hash of a text. */
const uuidOf = (text: string): string => {
  const hash = createHash('sha256').update(text).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
