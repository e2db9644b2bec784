import { Link } from '@tanstack/react-router'
import { m } from '../messages/index.ts'
import { CardFrame } from '../layout/card-frame.tsx'
import { buttonClass } from '../ui/button.tsx'

/** The page for unknown addresses. */
export const NotFoundPage = () => (
  <CardFrame title={m.common.notFound} text={m.common.notFoundText}>
    <Link to="/playground" className={buttonClass('primary')}>
      {m.common.goHome}
    </Link>
  </CardFrame>
)
