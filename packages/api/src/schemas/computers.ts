import { z } from 'zod'

const name = z
  .string()
  .min(1)
  .max(100)
  .refine(
    (text) => text.isWellFormed() && !text.includes('\0'),
    'must not contain a NUL character or an unpaired surrogate',
  )

const hostName = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'expected a host name such as example.com')

export const createWorkspaceRequestSchema = z
  .object({ name: name.describe('The name; unique in the account.') })
  .meta({ id: 'CreateWorkspaceRequest' })

export const workspaceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    computer_count: z.int().nonnegative(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Workspace' })

export const workspacesSchema = z
  .object({ object: z.literal('list'), data: z.array(workspaceSchema) })
  .meta({ id: 'WorkspaceList' })

const instanceType = z
  .enum(['2c2g', '2c4g', '4c8g'], 'expected 2c2g, 2c4g or 4c8g')
  .describe('Processors and memory: 2 vCPU and 2 GB, 2 vCPU and 4 GB, or 4 vCPU and 8 GB.')

const resolution = z
  .string()
  .regex(/^\d{3,4}x\d{3,4}(x24)?$/, 'expected a resolution such as 1280x720')
  .refine((text) => {
    const [width = 0, height = 0] = text.split('x').map(Number)
    return width >= 640 && width <= 2_560 && height >= 480 && height <= 1_600
  }, 'must be from 640x480 to 2560x1600')
  .describe('Width and height of the screen in pixels.')

const autoStop = z
  .int()
  .min(0)
  .max(10_080)
  .describe('Stops it after this many minutes without an action, a viewer or a command; 0: never.')

export const createComputerRequestSchema = z
  .object({
    workspace_id: z.string().min(1).describe('The workspace it belongs to.'),
    name: name.describe('The name; unique in its workspace.'),
    instance_type: instanceType.default('2c4g').describe('Processors and memory.'),
    region: z.string().max(31).optional().describe('Where it runs. Default: the first region.'),
    resolution: resolution.default('1280x720').describe('Width and height of the screen in pixels.'),
    image: z
      .enum(['default'], 'expected default')
      .default('default')
      .describe('The image it is created from.'),
    auto_stop_minutes: autoStop
      .default(0)
      .describe('Stops it after this many minutes without an action, a viewer or a command; 0: never.'),
    network: z
      .enum(['internet', 'allowlist', 'none'], 'expected internet, allowlist or none')
      .default('internet')
      .describe('What it can reach: the public internet, only `allowed_hosts`, or nothing.'),
    allowed_hosts: z
      .array(hostName)
      .max(100)
      .default([])
      .describe('With the network `allowlist`: the host names it can reach, resolved when it starts.'),
  })
  .meta({ id: 'CreateComputerRequest' })

export const updateComputerRequestSchema = z
  .object({
    name: name.optional().describe('The new name.'),
    instance_type: instanceType
      .optional()
      .describe('The new size. It takes effect at once and its price from the next hour.'),
    auto_stop_minutes: autoStop
      .optional()
      .describe('Stops it after this many minutes without use; 0: never.'),
  })
  .meta({ id: 'UpdateComputerRequest' })

export const cloneComputerRequestSchema = z
  .object({
    name: name.optional().describe('The name of the copy. Default: “… (clone)”.'),
    start: z.boolean().default(true).describe('Whether the copy starts at once.'),
  })
  .meta({ id: 'CloneComputerRequest' })

const status = z.enum([
  'creating',
  'starting',
  'running',
  'stopping',
  'stopped',
  'restarting',
  'deleting',
  'error',
])

export const computerSchema = z
  .object({
    id: z.string(),
    instance_id: z.string(),
    name: z.string(),
    workspace_id: z.string(),
    instance_type: z.string(),
    cpu: z.int(),
    ram: z.int(),
    disk_size_gb: z.int(),
    status,
    status_reason: z.string().nullable().describe('Why it has this status, if you did not request it.'),
    region: z.string(),
    hostname: z.string(),
    connection_url: z
      .string()
      .describe(
        'The live view, in a browser. The token in it is valid for an hour; read the computer again for a new one.',
      ),
    resolution: z.string(),
    image: z.string(),
    network: z.enum(['internet', 'allowlist', 'none']),
    allowed_hosts: z.array(z.string()),
    auto_stop_minutes: z.int(),
    is_frozen: z.boolean().describe('Idle: it uses no CPU until it is used again.'),
    hours_charged: z.int(),
    paid_until: z.iso
      .datetime()
      .nullable()
      .describe('If it is still running at this time, another hour begins.'),
    running_seconds: z.int(),
    limits: z
      .object({
        cpus: z.number().nullable(),
        memory_bytes: z.int().nullable(),
        pids: z.int().nullable(),
        disk_bytes: z.int().nullable(),
        network: z.enum(['internet', 'allowlist', 'none']),
        notes: z.array(z.string()),
      })
      .nullable()
      .describe('The limits that its host enforces, as read from the host. null: it is not running.'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Computer' })

export const computersQuerySchema = z.object({
  workspace_id: z.string().optional().describe('Only computers of this workspace.'),
})

export const computersSchema = z
  .object({ object: z.literal('list'), data: z.array(computerSchema) })
  .meta({ id: 'ComputerList' })

export const deletedSchema = z
  .object({ id: z.string(), deleted: z.literal(true) })
  .meta({ id: 'DeletedComputerObject' })
