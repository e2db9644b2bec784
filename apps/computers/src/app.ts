import { createApi } from '@gptget/http'
import { DEFAULT_DIALECT } from '@gptget/contracts'
import { explainFailure } from '@gptget/postgres'
import { ERROR_FORMS } from '@gptget/protocol'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import type { Context } from './context.ts'
import { performActionRoutes } from './routes/actions/perform.ts'
import { readClipboardRoute } from './routes/clipboard/read.ts'
import { writeClipboardRoute } from './routes/clipboard/write.ts'
import { cloneComputerRoute } from './routes/computers/clone.ts'
import { createComputerRoute } from './routes/computers/create.ts'
import { deleteComputerRoute } from './routes/computers/delete.ts'
import { listComputersRoute } from './routes/computers/list.ts'
import { readComputerRoute } from './routes/computers/read.ts'
import { runComputerRoutes } from './routes/computers/run.ts'
import { updateComputerRoute } from './routes/computers/update.ts'
import { streamEventsRoute } from './routes/events/stream.ts'
import { archiveFilesRoute } from './routes/files/archive.ts'
import { deleteFileRoute } from './routes/files/delete.ts'
import { downloadFileRoute } from './routes/files/download.ts'
import { listFilesRoute } from './routes/files/list.ts'
import { makeFolderRoute } from './routes/files/make-folder.ts'
import { uploadFileRoute } from './routes/files/upload.ts'
import { askItsHost } from './hosts/ask-host.ts'
import { readHostRoute } from './routes/host/read.ts'
import { readPageRoute } from './routes/page/read.ts'
import { captureScreenRoute } from './routes/screen/capture.ts'
import { readCursorRoute } from './routes/screen/read-cursor.ts'
import { cancelRunRoute } from './routes/runs/cancel.ts'
import { createRunRoute } from './routes/runs/create.ts'
import { listRunsRoute } from './routes/runs/list.ts'
import { pauseRunRoute } from './routes/runs/pause.ts'
import { readRunRoute } from './routes/runs/read.ts'
import { resumeRunRoute } from './routes/runs/resume.ts'
import { streamRunEventsRoute } from './routes/runs/stream.ts'
import { runCodeRoute } from './routes/shell/run-code.ts'
import { runCommandRoute } from './routes/shell/run-command.ts'
import { createViewRoute } from './routes/views/create.ts'
import { revokeViewRoutes } from './routes/views/revoke.ts'
import { focusWindowRoute } from './routes/windows/focus.ts'
import { listWindowsRoute } from './routes/windows/list.ts'
import { createWorkspaceRoute } from './routes/workspaces/create.ts'
import { deleteWorkspaceRoute } from './routes/workspaces/delete.ts'
import { listWorkspacesRoute } from './routes/workspaces/list.ts'
import { readWorkspaceRoute } from './routes/workspaces/read.ts'
import { renameWorkspaceRoute } from './routes/workspaces/rename.ts'
import { computerSockets } from './sockets/sockets.ts'

const ROUTES = [
  performActionRoutes,
  readClipboardRoute,
  writeClipboardRoute,
  cloneComputerRoute,
  createComputerRoute,
  deleteComputerRoute,
  listComputersRoute,
  readComputerRoute,
  runComputerRoutes,
  updateComputerRoute,
  streamEventsRoute,
  archiveFilesRoute,
  deleteFileRoute,
  downloadFileRoute,
  listFilesRoute,
  makeFolderRoute,
  uploadFileRoute,
  readHostRoute,
  cancelRunRoute,
  createRunRoute,
  listRunsRoute,
  pauseRunRoute,
  readRunRoute,
  resumeRunRoute,
  streamRunEventsRoute,
  readPageRoute,
  captureScreenRoute,
  readCursorRoute,
  runCodeRoute,
  runCommandRoute,
  createViewRoute,
  revokeViewRoutes,
  focusWindowRoute,
  listWindowsRoute,
  createWorkspaceRoute,
  deleteWorkspaceRoute,
  listWorkspacesRoute,
  readWorkspaceRoute,
  renameWorkspaceRoute,
]

/** The HTTP API of computers, which edges forward. */
export const createApp = (context: Context, checks: Checks) => {
  const { logger, makeId } = context
  const api = createApi({
    logger,
    makeId,
    requestIdHeaders: (_, requestId) => ({ 'x-request-id': requestId }),
    explainFailure,
    describeError: (_, error) => ERROR_FORMS[DEFAULT_DIALECT].body(error) as object,
  })
  api.route('/', healthRoutes(checks))
  api.use('/v1/computers/:id', askItsHost(context))
  api.use('/v1/computers/:id/*', askItsHost(context))
  for (const route of ROUTES) api.route('/', route(context))
  return {
    fetch: api.fetch,
    routes: api.routes,
    upgrade: computerSockets(context),
  }
}
