import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  cloneComputerRequestSchema,
  computerSchema,
  computersQuerySchema,
  computersSchema,
  createComputerRequestSchema,
  createWorkspaceRequestSchema,
  deletedSchema,
  updateComputerRequestSchema,
  workspaceSchema,
  workspacesSchema,
} from '../schemas/computers.ts'

const ID = 'cb4b46ce-ba7d-437c-bc7a-6dda6abfad9a'

const COMPUTER = {
  id: ID,
  instance_id: 'ea5fdeeb',
  name: 'box-1',
  workspace_id: 'ws_abc123',
  instance_type: '2c4g',
  cpu: 2,
  ram: 4,
  disk_size_gb: 8,
  status: 'running',
  status_reason: null,
  region: 'us',
  hostname: 'api.gptget.net',
  connection_url: 'https://api.gptget.net/i/ea5fdeeb/vnc.html?autoconnect=1&resize=scale#token=...',
  resolution: '1280x720',
  image: 'default',
  network: 'internet',
  allowed_hosts: [],
  auto_stop_minutes: 0,
  is_frozen: false,
  hours_charged: 1,
  paid_until: '2026-01-01T01:00:00.000Z',
  running_seconds: 12,
  limits: {
    cpus: 2,
    memory_bytes: 4_294_967_296,
    pids: 1_024,
    disk_bytes: 8_589_934_592,
    network: 'internet',
    notes: [],
  },
  created_at: '2026-01-01T00:00:00.000Z',
}

const WORKSPACE = {
  id: 'ws_abc123',
  name: 'my-project',
  computer_count: 1,
  created_at: '2026-01-01T00:00:00.000Z',
}

const PAYMENT: Operation['errors'] = ['insufficient_credits', 'key_limit_exceeded', 'account_limit_exceeded']
const LOOK: Operation['errors'] = ['invalid_request', ...LOOKUP_ERRORS, 'not_found']
const CHANGE: Operation['errors'] = [...LOOK, 'permission_denied', 'conflict', 'request_too_large']

export const pathId = (name: string, description: string, example: string) =>
  ({ name, in: 'path', isRequired: true, description, schema: z.string(), example }) as const

export const COMPUTER_ID = pathId('id', 'The id of the computer.', ID)
const WORKSPACE_ID = pathId('id', 'The id of the workspace.', 'ws_abc123')

const COMMON = { tag: 'Computers', dialect: 'openai-chat', service: 'computers' } as const

const workspaces: readonly Operation[] = [
  {
    ...COMMON,
    route: 'POST /v1/workspaces',
    path: '/v1/workspaces',
    operationId: 'createWorkspace',
    summary: 'Create a workspace',
    description:
      'Creates a namespace for computers. All operations on computers accept JSON without a content type.',
    request: { schema: createWorkspaceRequestSchema, examples: { simple: { name: 'my-project' } } },
    answer: {
      description: 'The workspace.',
      schema: workspaceSchema,
      example: { ...WORKSPACE, computer_count: 0 },
    },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'GET /v1/workspaces',
    path: '/v1/workspaces',
    operationId: 'listWorkspaces',
    summary: 'List workspaces',
    description: 'All workspaces of the account, oldest first.',
    answer: {
      description: 'The workspaces.',
      schema: workspacesSchema,
      example: { object: 'list', data: [WORKSPACE] },
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'GET /v1/workspaces/:id',
    path: '/v1/workspaces/{id}',
    operationId: 'readWorkspace',
    summary: 'Read a workspace',
    description: 'A workspace and the number of its computers.',
    parameters: [WORKSPACE_ID],
    answer: { description: 'The workspace.', schema: workspaceSchema, example: WORKSPACE },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'PATCH /v1/workspaces/:id',
    path: '/v1/workspaces/{id}',
    operationId: 'renameWorkspace',
    summary: 'Rename a workspace',
    description: 'Renames it.',
    parameters: [WORKSPACE_ID],
    request: { schema: createWorkspaceRequestSchema, examples: { simple: { name: 'other-project' } } },
    answer: {
      description: 'The workspace.',
      schema: workspaceSchema,
      example: { ...WORKSPACE, name: 'other-project' },
    },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'DELETE /v1/workspaces/:id',
    path: '/v1/workspaces/{id}',
    operationId: 'deleteWorkspace',
    summary: 'Delete a workspace',
    description: 'Deletes the workspace and its computers. Repeating the call gives the same answer.',
    parameters: [WORKSPACE_ID],
    answer: {
      description: 'Confirms that it is deleted.',
      schema: deletedSchema,
      example: { id: 'ws_abc123', deleted: true },
    },
    errors: CHANGE,
  },
]

const BILLING =
  'Each running hour is charged when it begins, to the wallet of the key that started the computer; the rest of a paid hour can still be used after a stop. A stopped computer costs nothing.'

const commands: readonly Operation[] = (
  [
    ['start', 'Start a computer', `Starts it from its disk. ${BILLING}`],
    ['stop', 'Stop a computer', 'Stops its programs and keeps its disk. A stopped computer costs nothing.'],
    [
      'restart',
      'Restart a computer',
      'Stops its programs and starts it again from its disk. This costs nothing extra.',
    ],
  ] as const
).map(([command, summary, description]) => ({
  ...COMMON,
  route: `POST /v1/computers/:id/${command}`,
  path: `/v1/computers/{id}/${command}`,
  operationId: `${command}Computer`,
  summary,
  description: `${description} If it is already in that state, the answer is the same. A 409 names the state that does not allow it.`,
  parameters: [COMPUTER_ID],
  answer: {
    description: 'The computer as it is now.',
    schema: computerSchema,
    example: { ...COMPUTER, status: command === 'stop' ? 'stopped' : 'running' },
  },
  errors: [...CHANGE, ...PAYMENT],
}))

const computers: readonly Operation[] = [
  {
    ...COMMON,
    route: 'POST /v1/computers',
    path: '/v1/computers',
    operationId: 'createComputer',
    summary: 'Create a computer',
    description: `Creates a Linux desktop with a browser and a shell; it is running when this call returns. ${BILLING} If its host cannot provide the resources of the type, \`limits\` shows what it provides.`,
    request: {
      schema: createComputerRequestSchema,
      examples: {
        simple: { workspace_id: 'ws_abc123', name: 'box-1', instance_type: '2c4g', region: 'us' },
        closed: {
          workspace_id: 'ws_abc123',
          name: 'box-2',
          network: 'allowlist',
          allowed_hosts: ['example.com'],
        },
      },
    },
    answer: { description: 'The computer.', schema: computerSchema, example: COMPUTER },
    errors: [...CHANGE, ...PAYMENT],
  },
  {
    ...COMMON,
    route: 'GET /v1/computers',
    path: '/v1/computers',
    operationId: 'listComputers',
    summary: 'List computers',
    description: 'All computers of the account, oldest first.',
    query: computersQuerySchema,
    answer: {
      description: 'The computers.',
      schema: computersSchema,
      example: { object: 'list', data: [COMPUTER] },
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'GET /v1/computers/:id',
    path: '/v1/computers/{id}',
    operationId: 'readComputer',
    summary: 'Read a computer',
    description: 'Returns a computer, each time with a new link to its live view.',
    parameters: [COMPUTER_ID],
    answer: { description: 'The computer.', schema: computerSchema, example: COMPUTER },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'PATCH /v1/computers/:id',
    path: '/v1/computers/{id}',
    operationId: 'updateComputer',
    summary: 'Change a computer',
    description:
      'Changes its name, size or automatic stop. A new size takes effect at once and its price from the next hour.',
    parameters: [COMPUTER_ID],
    request: { schema: updateComputerRequestSchema, examples: { resize: { instance_type: '4c8g' } } },
    answer: {
      description: 'The computer.',
      schema: computerSchema,
      example: { ...COMPUTER, instance_type: '4c8g' },
    },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'DELETE /v1/computers/:id',
    path: '/v1/computers/{id}',
    operationId: 'deleteComputer',
    summary: 'Delete a computer',
    description: 'Stops the computer and deletes its disk. Repeating the call gives the same answer.',
    parameters: [COMPUTER_ID],
    answer: {
      description: 'Confirms that it is deleted.',
      schema: deletedSchema,
      example: { id: ID, deleted: true },
    },
    errors: CHANGE,
  },
  ...commands,
  {
    ...COMMON,
    route: 'POST /v1/computers/:id/clone',
    path: '/v1/computers/{id}/clone',
    operationId: 'cloneComputer',
    summary: 'Copy a computer',
    description: 'Copies its current disk, even while it runs. Running programs are not copied.',
    parameters: [COMPUTER_ID],
    request: { schema: cloneComputerRequestSchema, examples: { named: { name: 'box-2' } } },
    answer: { description: 'The copy.', schema: computerSchema, example: { ...COMPUTER, name: 'box-2' } },
    errors: [...CHANGE, ...PAYMENT],
  },
]

export const COMPUTERS: readonly Operation[] = [...workspaces, ...computers]
