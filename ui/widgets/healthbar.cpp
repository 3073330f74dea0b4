#include "ui/widgets/healthbar.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace cauce {

HealthBar::HealthBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize HealthBar::sizeHint() const
{
    return {px(520), px(30)};
}

void HealthBar::setApplications(const QList<ApplicationRowPtr>& rows)
{
    using health::HealthStatus;
    m_parts = {{Tone::Bad},       {Tone::Warning}, {Tone::Running},
               {Tone::Suspended}, {Tone::Unknown}, {Tone::Ok}};
    m_all = int(rows.size());
    m_outOfSync = 0;
    m_degraded = 0;
    for (const ApplicationRowPtr& row : rows) {
        const Tone health = markOf(row->state->health.status).tone;
        const bool outOfSync = row->state->sync == diff::SyncStatus::OutOfSync;
        const Tone tone = health == Tone::Ok && outOfSync ? Tone::Warning : health;
        for (Part& part : m_parts)
            part.count += part.tone == tone;
        m_outOfSync += outOfSync;
        m_degraded += row->state->health.status == HealthStatus::Degraded;
    }
    setAccessibleName(tr("%n application(s)", "", m_all));
    update();
}

QString HealthBar::spoken() const
{
    return tr("%1 OutOfSync").arg(m_outOfSync) + u", " + tr("%1 Degraded").arg(m_degraded);
}

void HealthBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = tokens();
    const int full = std::min(px(220), width() / 3);
    const QRect bar(0, (height() - px(8)) / 2, full, px(8));
    QPainterPath shape;
    shape.addRoundedRect(bar, bar.height() / 2.0, bar.height() / 2.0);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipPath(shape);
    painter.fillRect(bar, t.line);
    int x = 0;
    int left = m_all;
    for (const Part& part : m_parts) {
        if (part.count == 0 || m_all == 0)
            continue;
        left -= part.count;
        // Even one of many is seen; the last part takes what is left.
        const int width = left == 0 ? full - x : std::max(px(6), full * part.count / m_all);
        painter.fillRect(x, bar.y(), width, bar.height(), t.of(part.tone));
        x += width;
        if (left > 0)
            painter.fillRect(x, bar.y(), px(2), bar.height(), t.background);
        x += px(2);
    }
    painter.restore();

    QRect words(full + px(14), 0, width() - full - px(14), height());
    const auto say = [&](const QString& text, const QFont& font, const QColor& color) {
        words.setLeft(words.left() + paint::text(painter, words, text, font, color));
    };
    say(tr("%n application(s)", "", m_all), theme().body(), t.secondary);
    const auto count = [&](const QString& text, Tone tone) {
        say(u" · "_s, theme().body(), t.secondary);
        say(text, theme().strong(), t.of(tone));
    };
    if (m_outOfSync > 0)
        count(tr("%1 OutOfSync").arg(m_outOfSync), Tone::Warning);
    if (m_degraded > 0)
        count(tr("%1 Degraded").arg(m_degraded), Tone::Bad);
    if (m_all > 0 && m_outOfSync == 0 && m_degraded == 0)
        count(tr("nothing differs"), Tone::Ok);
}

} // namespace cauce
