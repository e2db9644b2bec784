import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  actedSchema,
  ACTION_NAMES,
  actionRequestSchemas,
  actionsRequestSchema,
  bashEventSchema,
  bashRequestSchema,
  bashSchema,
  batchSchema,
  clipboardSchema,
  cursorSchema,
  execRequestSchema,
  execSchema,
  fileEntrySchema,
  filesSchema,
  pathQuerySchema,
  screenshotQuerySchema,
  screenshotSchema,
  setClipboardRequestSchema,
  viewRequestSchema,
  viewSchema,
  windowsSchema,
  type ActionName,
} from '../schemas/computer-actions.ts'
import { deletedSchema } from '../schemas/computers.ts'
import { COMPUTER_ID, pathId } from './computers.ts'

const COMMON = {
  tag: 'Computers',
  dialect: 'openai-chat',
  service: 'computers',
  parameters: [COMPUTER_ID],
} as const
const LOOK: Operation['errors'] = ['invalid_request', ...LOOKUP_ERRORS, 'not_found', 'conflict']
const CHANGE: Operation['errors'] = [...LOOK, 'request_too_large']

type Described = { id: string; summary: string; description: string; example: object }

/** The description of each action, and an example of its body. */
const ACTIONS: Record<ActionName, Described> = {
  click: {
    id: 'click',
    summary: 'Click',
    description: 'Clicks at a point, or at the current position of the mouse.',
    example: { x: 420, y: 300, button: 'left' },
  },
  double_click: {
    id: 'doubleClick',
    summary: 'Double-click',
    description: 'Double-clicks.',
    example: { x: 420, y: 300 },
  },
  triple_click: {
    id: 'tripleClick',
    summary: 'Triple-click',
    description: 'Triple-clicks, which selects a line.',
    example: { x: 420, y: 300 },
  },
  right_click: {
    id: 'rightClick',
    summary: 'Right-click',
    description: 'Right-clicks, which opens a menu.',
    example: { x: 420, y: 300 },
  },
  middle_click: {
    id: 'middleClick',
    summary: 'Middle-click',
    description: 'Middle-clicks, which pastes the selection or opens a link in a new tab.',
    example: { x: 420, y: 300 },
  },
  move: {
    id: 'moveMouse',
    summary: 'Move the mouse',
    description: 'Moves the mouse to a point.',
    example: { x: 420, y: 300 },
  },
  mouse_down: {
    id: 'pressMouse',
    summary: 'Press a mouse button',
    description: 'Until `mouse_up`.',
    example: {},
  },
  mouse_up: {
    id: 'releaseMouse',
    summary: 'Release a mouse button',
    description: 'After `mouse_down`.',
    example: {},
  },
  drag: {
    id: 'drag',
    summary: 'Drag',
    description: 'Presses the button at one point, moves to another or along a path, and releases it.',
    example: { start_x: 100, start_y: 100, end_x: 300, end_y: 200 },
  },
  scroll: {
    id: 'scroll',
    summary: 'Scroll',
    description: 'Turns the mouse wheel at a point, or at the current position of the mouse.',
    example: { direction: 'down', amount: 3 },
  },
  type: {
    id: 'typeText',
    summary: 'Type text',
    description: 'Types any Unicode text. It is never logged.',
    example: { text: 'hello world' },
  },
  key: {
    id: 'pressKey',
    summary: 'Press keys',
    description:
      'Presses one key, a combination, or several keys one after the other. Key names are those of X11 and of browsers.',
    example: { key: 'Return' },
  },
  key_down: {
    id: 'holdKeys',
    summary: 'Hold keys down',
    description: 'Until `key_up`.',
    example: { key: 'shift' },
  },
  key_up: {
    id: 'releaseKeys',
    summary: 'Release keys',
    description: 'After `key_down`.',
    example: { key: 'shift' },
  },
  hold_key: {
    id: 'holdKey',
    summary: 'Hold keys for a time',
    description: 'Holds keys for some seconds.',
    example: { key: 'Right', duration: 1 },
  },
  wait: {
    id: 'wait',
    summary: 'Wait',
    description: 'Does nothing for some seconds.',
    example: { duration: 1 },
  },
  open: {
    id: 'openTarget',
    summary: 'Open a page or program',
    description: 'Opens a URL in the browser, or starts a program.',
    example: { target: 'https://example.com' },
  },
}

const SCREEN =
  'A point outside the screen is refused with 400. With `settle`, the call returns once the screen has stopped changing.'

const singles: readonly Operation[] = ACTION_NAMES.map((name) => {
  const { id, summary, description, example } = ACTIONS[name]
  return {
    ...COMMON,
    route: `POST /v1/computers/:id/${name}`,
    path: `/v1/computers/{id}/${name}`,
    operationId: id,
    summary,
    description: `${description} ${SCREEN}`,
    request: { schema: actionRequestSchemas[name], examples: { simple: example } },
    answer: { description: 'Confirms the action.', schema: actedSchema, example: { success: true } },
    errors: CHANGE,
  }
})

const IMAGE = 'iVBORw0KGgo...'

const rest: readonly Operation[] = [
  {
    ...COMMON,
    route: 'POST /v1/computers/:id/actions',
    path: '/v1/computers/{id}/actions',
    operationId: 'act',
    summary: 'Run several actions',
    description:
      'Runs actions in order and takes one screenshot afterwards: one call for a whole turn of an agent. The first failure stops it, and the answer says which actions were not run.',
    request: {
      schema: actionsRequestSchema,
      examples: {
        simple: {
          actions: [
            { type: 'click', x: 420, y: 300 },
            { type: 'type', text: 'hello' },
            { type: 'key', key: 'Return' },
          ],
        },
      },
    },
    answer: {
      description: 'The result of each action.',
      schema: batchSchema,
      example: {
        success: true,
        results: [{ type: 'click', success: true }],
        settled: true,
        ms: 412,
        image: IMAGE,
      },
    },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/screenshot',
    path: '/v1/computers/{id}/screenshot',
    operationId: 'takeScreenshot',
    summary: 'Take a screenshot',
    description:
      'The current screen. With `accept: image/png` or `image/jpeg` the answer is the image itself.',
    query: screenshotQuerySchema,
    answer: {
      description: 'The picture.',
      schema: screenshotSchema,
      example: { image: IMAGE, format: 'png', width: 1_280, height: 720 },
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/cursor',
    path: '/v1/computers/{id}/cursor',
    operationId: 'readCursor',
    summary: 'Read the mouse position',
    description: 'The position to which the API last moved the mouse.',
    answer: { description: 'The point.', schema: cursorSchema, example: { x: 420, y: 300 } },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/windows',
    path: '/v1/computers/{id}/windows',
    operationId: 'listWindows',
    summary: 'List windows',
    description: 'The windows on the screen.',
    answer: {
      description: 'The windows.',
      schema: windowsSchema,
      example: {
        object: 'list',
        data: [
          {
            id: '0x00800003',
            title: 'xterm',
            class: 'xterm.XTerm',
            pid: 40,
            x: 319,
            y: 166,
            width: 644,
            height: 412,
            is_focused: true,
          },
        ],
      },
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'POST /v1/computers/:id/windows/:window/focus',
    path: '/v1/computers/{id}/windows/{window}/focus',
    operationId: 'focusWindow',
    summary: 'Bring a window to the front',
    description: 'Brings a window to the front and gives it the keyboard focus.',
    parameters: [COMPUTER_ID, pathId('window', 'The id of the window.', '0x00800003')],
    answer: { description: 'Confirms the action.', schema: actedSchema, example: { success: true } },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/clipboard',
    path: '/v1/computers/{id}/clipboard',
    operationId: 'readClipboard',
    summary: 'Read the clipboard',
    description: 'The text on the clipboard.',
    answer: { description: 'The text.', schema: clipboardSchema, example: { text: 'hello' } },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'PUT /v1/computers/:id/clipboard',
    path: '/v1/computers/{id}/clipboard',
    operationId: 'setClipboard',
    summary: 'Set the clipboard',
    description: 'Puts a text on the clipboard.',
    request: { schema: setClipboardRequestSchema, examples: { simple: { text: 'hello' } } },
    answer: { description: 'Confirms the action.', schema: actedSchema, example: { success: true } },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'POST /v1/computers/:id/bash',
    path: '/v1/computers/{id}/bash',
    operationId: 'runBash',
    summary: 'Run a shell command',
    description:
      'Runs in a shell that lives as long as the computer and keeps its working directory and variables. `session` names another shell. `success` says that the command ended by itself, with any exit code.',
    request: { schema: bashRequestSchema, examples: { simple: { command: 'ls ~' } } },
    answer: {
      description: 'The output and the exit code.',
      schema: bashSchema,
      example: {
        success: true,
        action: 'bash',
        command: 'ls ~',
        output: 'Desktop\nDownloads\n',
        exit_code: 0,
        timed_out: false,
        truncated: false,
        session_ended: false,
      },
    },
    stream: {
      description: 'With `"stream": true` the output is sent while the command runs.',
      event: bashEventSchema,
      example:
        'event: output\ndata: {"type":"output","data":"Desktop\\n"}\n\nevent: exit\ndata: {"type":"exit","exit_code":0,"timed_out":false}\n\n',
    },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'POST /v1/computers/:id/exec',
    path: '/v1/computers/{id}/exec',
    operationId: 'runPython',
    summary: 'Run Python code',
    description: 'Runs code in a new Python 3 process.',
    request: { schema: execRequestSchema, examples: { simple: { code: 'print(1 + 1)' } } },
    answer: {
      description: 'The output, and the error if it failed.',
      schema: execSchema,
      example: { success: true, output: '2\n', error: null, error_type: null, timeout: false, exit_code: 0 },
    },
    errors: CHANGE,
  },
]

const ENTRY = {
  name: 'notes.txt',
  path: '/home/user/notes.txt',
  type: 'file',
  size: 12,
  modified_at: '2026-01-01T00:00:00.000Z',
  mode: '644',
}
const BYTES = { schema: z.string(), example: '' }
const DONE = { path: 'notes.txt', deleted: true }

const files: readonly Operation[] = [
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/files',
    path: '/v1/computers/{id}/files',
    operationId: 'downloadFile',
    summary: 'Download a file',
    description: 'The bytes of the file, or only those in the `range` header.',
    query: pathQuerySchema,
    answer: { description: 'The file.', ...BYTES, binary: ['application/octet-stream'] },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'PUT /v1/computers/:id/files',
    path: '/v1/computers/{id}/files',
    operationId: 'uploadFile',
    summary: 'Upload a file',
    description:
      'The body is the file, of any type. It replaces an existing file. Missing folders are created.',
    query: pathQuerySchema,
    answer: { description: 'The file as it is now.', schema: fileEntrySchema, example: ENTRY },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'DELETE /v1/computers/:id/files',
    path: '/v1/computers/{id}/files',
    operationId: 'deleteFile',
    summary: 'Delete a file or folder',
    description: 'Deletes a file, or a folder with everything in it.',
    query: pathQuerySchema,
    answer: {
      description: 'Confirms that it is deleted.',
      schema: z.object({ path: z.string(), deleted: z.literal(true) }),
      example: DONE,
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/files/list',
    path: '/v1/computers/{id}/files/list',
    operationId: 'listFiles',
    summary: 'List a folder',
    description: 'The entries of a folder, by default of the home folder. At most 10,000 entries.',
    query: pathQuerySchema.partial(),
    answer: {
      description: 'The entries.',
      schema: filesSchema,
      example: { object: 'list', path: '/home/user', data: [ENTRY], has_more: false },
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/files/archive',
    path: '/v1/computers/{id}/files/archive',
    operationId: 'archiveFiles',
    summary: 'Download a folder',
    description: 'Downloads a folder as a gzipped tar file.',
    query: pathQuerySchema,
    answer: { description: 'The archive.', ...BYTES, binary: ['application/gzip'] },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'POST /v1/computers/:id/folders',
    path: '/v1/computers/{id}/folders',
    operationId: 'makeFolder',
    summary: 'Create a folder',
    description: 'Creates a folder and its missing parents.',
    request: { schema: pathQuerySchema, examples: { simple: { path: 'project/data' } } },
    answer: { description: 'The folder.', schema: fileEntrySchema, example: { ...ENTRY, type: 'folder' } },
    errors: CHANGE,
  },
]

const EVENT = z.object({ computer_id: z.string(), at: z.iso.datetime() }).loose()

const watching: readonly Operation[] = [
  {
    ...COMMON,
    route: 'GET /v1/computers/:id/events',
    path: '/v1/computers/{id}/events',
    operationId: 'readComputerEvents',
    summary: 'Follow a computer',
    description:
      'Server-sent events: `computer.status`, `computer.credit_low` five minutes before it stops for lack of credit, `computer.frozen`, `computer.thawed`, `computer.deleted`. With `last-event-id` the missed events are sent first.',
    answer: { description: 'The events.', ...BYTES, binary: ['text/event-stream'] },
    stream: {
      description: 'One event for each change.',
      event: EVENT,
      example:
        'id: 7\nevent: computer.status\ndata: {"computer_id":"cb4b46ce","status":"stopping","reason":null,"at":"2026-01-01T00:00:00.000Z"}\n\nid: 8\nevent: computer.status\ndata: {"computer_id":"cb4b46ce","status":"stopped","reason":null,"at":"2026-01-01T00:00:01.000Z"}\n\n',
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'POST /v1/computers/:id/views',
    path: '/v1/computers/{id}/views',
    operationId: 'createView',
    summary: 'Create a link to the live view',
    description:
      'Creates a link that expires, to control the computer or only to watch it. Each link can be revoked.',
    request: { schema: viewRequestSchema, examples: { looking: { mode: 'view', expires_in_seconds: 600 } } },
    answer: {
      description: 'The link.',
      schema: viewSchema,
      example: {
        id: 'view_abc123',
        url: 'https://api.gptget.net/i/ea5fdeeb/vnc.html?autoconnect=1&resize=scale#token=...',
        token: '...',
        mode: 'view',
        expires_at: '2026-01-01T00:10:00.000Z',
      },
    },
    errors: CHANGE,
  },
  {
    ...COMMON,
    route: 'DELETE /v1/computers/:id/views/:view',
    path: '/v1/computers/{id}/views/{view}',
    operationId: 'revokeView',
    summary: 'Revoke a link to the live view',
    description: 'Viewers who use it are disconnected.',
    parameters: [COMPUTER_ID, pathId('view', 'The id of the link.', 'view_abc123')],
    answer: {
      description: 'Confirms that it is revoked.',
      schema: deletedSchema,
      example: { id: 'view_abc123', deleted: true },
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'DELETE /v1/computers/:id/views',
    path: '/v1/computers/{id}/views',
    operationId: 'revokeViews',
    summary: 'Revoke every link to the live view',
    description: 'Revokes all links ever created for it, including `connection_url`.',
    answer: {
      description: 'Confirms that they are revoked.',
      schema: deletedSchema,
      example: { id: 'cb4b46ce', deleted: true },
    },
    errors: LOOK,
  },
]

export const COMPUTER_ACTIONS: readonly Operation[] = [
  ...rest.slice(1, 2),
  ...singles,
  ...rest.slice(0, 1),
  ...rest.slice(2),
  ...files,
  ...watching,
]
