import { Link } from '@tanstack/react-router'
import { m } from '../messages/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { useTitle } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'

export const NotFoundPage = () => {
  useTitle(m.common.notFound)
  return (
    <div className="m-auto p-6">
      <Empty title={m.common.notFound} text={m.common.notFoundText}>
        <Link to="/playground" className={buttonClass('primary')}>
          {m.common.goHome}
        </Link>
      </Empty>
    </div>
  )
}
