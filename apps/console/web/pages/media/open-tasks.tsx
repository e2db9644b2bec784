import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { cancelTask, deleteTask, isUnderWay, tasksQuery, type Task } from '../../api/tasks.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { TaskProgress, TaskStatus } from './task-progress.tsx'

/** Running and failed tasks. The results of the others are in the gallery. */
export const OpenTasks = () => {
  const { data = [], error, refetch } = useQuery(tasksQuery)
  const tasks = data.filter(({ status }) => status !== 'completed')
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (tasks.length === 0) return null
  return (
    <section className="mb-8">
      <h2 className="mb-3 text-lg font-semibold">{m.media.tasks}</h2>
      <ul className="flex flex-col gap-3">
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
    </section>
  )
}

const TaskRow = ({ task }: { task: Task }) => (
  <li className="flex flex-col gap-3 rounded-lg border border-line bg-card p-4">
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <TaskStatus task={task} />
      <span className="min-w-40 flex-1 truncate font-medium">{task.prompt ?? task.id}</span>
      <span className="nums text-sm text-faint">
        {task.model} · {formatInstant(new Date(task.created_at * 1_000).toISOString())}
      </span>
      <TaskAction task={task} />
    </div>
    <TaskProgress task={task} />
    {task.error && <p className="text-sm text-bad">{task.error.message}</p>}
  </li>
)

const TaskAction = ({ task }: { task: Task }) => {
  const client = useQueryClient()
  const mayUse = useMay('use')
  const isOpen = isUnderWay(task)
  const act = useMutation({
    mutationFn: (): Promise<unknown> => (isOpen ? cancelTask(task.id) : deleteTask(task.id)),
    onError: ({ message }) => say(m.common.somethingFailed, message),
    onSettled: () => client.invalidateQueries({ queryKey: tasksQuery.queryKey }),
  })
  if (!mayUse) return null
  return (
    <Button size="sm" isBusy={act.isPending} onClick={() => act.mutate()}>
      {isOpen ? m.common.cancel : m.media.removeShort}
    </Button>
  )
}
