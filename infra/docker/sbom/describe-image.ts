import { createHash } from 'node:crypto'
import { z } from 'zod'

/** What is used of CycloneDX 1.7, as `pnpm sbom` writes it: https://cyclonedx.org/docs/1.7/json/ */
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

/** @throws ZodError where it is no CycloneDX */
export const parseBom = (text: string): Bom => bomShape.parse(JSON.parse(text))

/** What an image holds, by which components are told that are in it. */
export type Contents = {
  /** Files that went into the bundles, by their path in the repository. */
  files: readonly string[]
  /** Packages that are in it as a whole, by name. */
  packages: readonly string[]
  /** Packages that are in it with all that they need, by name. */
  packagesWithTheirs: readonly string[]
}

const nameOf = ({ group, name }: Bom['components'][number]): string =>
  group === undefined ? name : `${group}/${name}`

/**
 * What of the lockfile is in the image: build tools and the parts of the platform that are not in it are left out.
 * Two calls with the same contents answer the same, byte for byte: all is sorted, since pnpm has an order of its own
 * each time, the date is left out, and the serial number is made of what is listed.
 */
export const describeImage = (bom: Bom, contents: Contents): Bom => {
  const isBundled = bundledPackages(contents.files)
  const reached = reachableFrom(bom, contents.packagesWithTheirs)
  const whole = new Set(contents.packages)
  const isIn = (each: Bom['components'][number]): boolean => {
    const name = nameOf(each)
    // Types end with the build. Ours are the image itself, and pnpm names a part of them only.
    if (name.startsWith('@types/') || name.startsWith(OURS)) return false
    return isBundled.has(`${name}@${each.version}`) || whole.has(name) || reached.has(each['bom-ref'])
  }
  const components = bom.components
    .filter(isIn)
    .toSorted((one, other) => inOrder(one['bom-ref'], other['bom-ref']))
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

/** Packages as `name@version`; those of the workspace as `@gptget/name@…` are told by their folder. */
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

/** A UUID of version 8: of one's own making, here the hash of a text. */
const uuidOf = (text: string): string => {
  const hash = createHash('sha256').update(text).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
