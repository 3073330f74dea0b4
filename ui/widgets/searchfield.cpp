#include "ui/widgets/searchfield.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace cauce {

SearchField::SearchField(const QString& placeholder, const QString& key, QWidget* parent)
    : QLineEdit(parent)
    , m_key(key)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setMaxLength(200);
    if (!key.isEmpty())
        setTextMargins(0, 0, px(20), 0);
}

bool SearchField::event(QEvent* event)
{
    // Escape is ours while it has something to empty or leave; the window's shortcut comes after.
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void SearchField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_key.isEmpty() || hasFocus() || !text().isEmpty())
        return;
    QPainter painter(this);
    const QRect cap(width() - px(27), (height() - px(18)) / 2, px(16), px(18));
    paint::box(painter, cap, px(4), {}, tokens().lineStrong);
    paint::text(painter, cap, m_key, theme().small(), tokens().secondary, Qt::AlignCenter);
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        if (text().isEmpty())
            emit left();
        else
            clear();
        return;
    }
    if (event->key() == Qt::Key_Down) {
        emit left();
        return;
    }
    QLineEdit::keyPressEvent(event);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emit left();
}

} // namespace cauce
