import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'
import { downloadModule, kubernetesModule } from './go-programs.ts'

/** Custom resources of the chart, and the Go modules with their definitions. */
const CUSTOM_RESOURCES = [
  {
    module: 'sigs.k8s.io/gateway-api@v1.6.3',
    file: 'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml',
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.94.0',
    file: 'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  },
  {
    module: 'github.com/external-secrets/external-secrets@v1.3.2',
    file: 'config/crds/bases/external-secrets.io_externalsecrets.yaml',
  },
]

type Schema = { [field: string]: unknown; properties?: Record<string, Schema>; items?: Schema }
type GroupVersionKind = { group: string; version: string; kind: string }
type Definition = Schema & { 'x-kubernetes-group-version-kind'?: GroupVersionKind[] }

/** kubeconform's pattern for the files of the schemas. */
export const SCHEMA_LOCATION = '{{.Group}}-{{.ResourceAPIVersion}}-{{.ResourceKind}}.json'

/** The file of a kind's schema. For a kind without a group, the version takes the group's place. */
const fileOf = ({ group, version, kind }: GroupVersionKind): string =>
  `${group || version}-${version}-${kind.toLowerCase()}.json`

/** The paths of the files that define the custom resources. */
export const customResourceFiles = (): Promise<string[]> =>
  Promise.all(
    CUSTOM_RESOURCES.map(async ({ module, file }) => path.join((await downloadModule(module)).Dir, file)),
  )

/** Writes a JSON schema for each kind of Kubernetes and each custom resource, from their definitions. */
export const writeSchemas = async (folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { Dir } = await downloadModule(kubernetesModule)
  const { definitions } = JSON.parse(
    await readFile(path.join(Dir, 'api/openapi-spec/swagger.json'), 'utf8'),
  ) as { definitions: Record<string, Definition> }
  const definitionsFile = path.join(folder, '_definitions.json')
  const strict = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, widen(name) ?? refuseUnknown(definition)]),
  )
  await writeFile(definitionsFile, JSON.stringify({ definitions: strict }))
  for (const [name, definition] of Object.entries(definitions))
    for (const kind of definition['x-kubernetes-group-version-kind'] ?? [])
      await writeFile(
        path.join(folder, fileOf(kind)),
        JSON.stringify({ $ref: `file://${definitionsFile}#/definitions/${name}` }),
      )
  for (const file of await customResourceFiles()) await writeCustomResource(folder, file)
}

/** The schemas of two types that are strings in the document but may be numbers in a manifest. */
const widen = (name: string): Schema | undefined => {
  if (name.endsWith('.IntOrString')) return { anyOf: [{ type: 'string' }, { type: 'integer' }] }
  if (name.endsWith('.Quantity')) return { anyOf: [{ type: 'string' }, { type: 'number' }] }
  return undefined
}

/** Makes a schema refuse unknown fields. */
const refuseUnknown = (schema: Schema): Schema => {
  const { properties, items } = schema
  return {
    ...schema,
    ...(items && { items: refuseUnknown(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, refuseUnknown(property)]),
      ),
      ...(schema['x-kubernetes-preserve-unknown-fields'] !== true && { additionalProperties: false }),
    }),
  }
}

type CustomResource = {
  spec: {
    group: string
    names: { kind: string }
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[]
  }
}

const writeCustomResource = async (folder: string, file: string): Promise<void> => {
  const documents = parseAllDocuments(await readFile(file, 'utf8')).map(
    (each) => each.toJS() as CustomResource | null,
  )
  for (const { spec } of documents.filter((each) => each !== null))
    for (const { name: version, schema } of spec.versions) {
      const { properties } = schema.openAPIV3Schema
      const whole = { ...schema.openAPIV3Schema, properties: { ...properties, metadata: { type: 'object' } } }
      const kind = { group: spec.group, version, kind: spec.names.kind }
      await writeFile(path.join(folder, fileOf(kind)), JSON.stringify(refuseUnknown(whole)))
    }
}
