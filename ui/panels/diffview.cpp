#include "ui/panels/diffview.h"

#include "core/base/text.h"
#include "models/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

constexpr qsizetype kMaxLine = 4000; // characters of one line that are drawn

int diffLineHeight()
{
    return px(20);
}
int diffHeaderHeight()
{
    return px(27);
}

QString shownText(const QString& line)
{
    QString s = text::plain(line, kMaxLine);
    return s.replace(u'\t', u"    "_s);
}

} // namespace

DiffView::DiffView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    verticalScrollBar()->setSingleStep(diffLineHeight());
    setAccessibleName(tr("Difference"));
    connect(&theme(), &Theme::changed, this, &DiffView::rebuild);
}

void DiffView::setDocument(const DiffDocumentPtr& document, const QDateTime& now)
{
    const bool other = !m_document || !document || m_document->object.key != document->object.key;
    if (!other && m_document->text.live == document->text.live
        && m_document->text.desired == document->text.desired) {
        // Compared again, nothing new: what is selected stays selected.
        m_document = document;
        m_now = now;
        viewport()->update();
        return;
    }
    m_document = document;
    m_now = now;
    m_anchor = m_cursor = {};
    if (other) {
        m_hunk = -1;
        verticalScrollBar()->setValue(0);
        horizontalScrollBar()->setValue(0);
    }
    rebuild();
}

void DiffView::setSideBySide(bool on)
{
    m_sideBySide = on;
    m_anchor = m_cursor = {};
    rebuild();
}

void DiffView::setMaximumContent(int height)
{
    m_maximum = height;
    updateGeometry();
}

// Removed lines stand beside the added ones of the same block.
void DiffView::pairLines(int hunk, int& top)
{
    const QList<diff::DiffLine>& lines = m_document->lines.hunks.at(hunk).lines;
    for (int i = 0; i < lines.size();) {
        if (lines.at(i).kind == diff::DiffLine::Kind::Context) {
            m_rows.append({hunk, i, i, top, false});
            top += diffLineHeight();
            ++i;
            continue;
        }
        QList<int> removed;
        QList<int> added;
        for (; i < lines.size() && lines.at(i).kind != diff::DiffLine::Kind::Context; ++i)
            (lines.at(i).kind == diff::DiffLine::Kind::Removed ? removed : added).append(i);
        for (int k = 0; k < std::max(removed.size(), added.size()); ++k) {
            m_rows.append({hunk, removed.value(k, -1), added.value(k, -1), top, false});
            top += diffLineHeight();
        }
    }
}

void DiffView::rebuild()
{
    m_rows.clear();
    m_longest = 0;
    int top = 0;
    const int hunks = m_document ? int(m_document->lines.hunks.size()) : 0;
    for (int h = 0; h < hunks; ++h) {
        const diff::DiffHunk& hunk = m_document->lines.hunks.at(h);
        if (!hunk.path.isEmpty() || m_document->origins.value(h)) {
            m_rows.append({h, -1, -1, top, true});
            top += diffHeaderHeight();
        }
        for (const diff::DiffLine& line : hunk.lines)
            m_longest = std::max(m_longest, int(std::min(line.text.size(), kMaxLine)));
        if (m_sideBySide) {
            pairLines(h, top);
            continue;
        }
        for (int i = 0; i < hunk.lines.size(); ++i) {
            m_rows.append({h, i, -1, top, false});
            top += diffLineHeight();
        }
    }
    m_height = top;
    updateScrollBars();
    updateGeometry();
    viewport()->update();
}

int DiffView::contentHeight() const
{
    return m_height;
}

QSize DiffView::sizeHint() const
{
    const int bar = horizontalScrollBar()->maximum() > 0 ? px(10) : 0;
    const int height = m_maximum > 0 ? std::min(m_height, m_maximum) : m_height;
    return {px(400), std::max(height + bar, px(20))};
}

QSize DiffView::minimumSizeHint() const
{
    // Within a page that scrolls it is as high as its content.
    return {px(200), m_maximum > 0 ? sizeHint().height() : std::min(sizeHint().height(), px(120))};
}

int DiffView::textLeft() const
{
    return m_sideBySide ? px(70) : px(116);
}

void DiffView::updateScrollBars()
{
    verticalScrollBar()->setRange(0, std::max(0, m_height - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    const int advance = paint::width(u"m"_s, theme().code());
    const int room = (m_sideBySide ? viewport()->width() / 2 : viewport()->width()) - textLeft();
    horizontalScrollBar()->setRange(0, std::max(0, m_longest * advance + px(16) - room));
    horizontalScrollBar()->setPageStep(std::max(1, room));
    horizontalScrollBar()->setSingleStep(advance * 4);
}

void DiffView::resizeEvent(QResizeEvent*)
{
    updateScrollBars();
}

void DiffView::scrollContentsBy(int, int)
{
    viewport()->update(); // the ring of the focus does not move with the text
}

void DiffView::wheelEvent(QWheelEvent* event)
{
    // Without a bar of its own it lets the page scroll.
    if (verticalScrollBar()->maximum() == 0 && horizontalScrollBar()->maximum() == 0)
        event->ignore();
    else
        QAbstractScrollArea::wheelEvent(event);
}

void DiffView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void DiffView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

int DiffView::rowAt(int y) const
{
    const auto it = std::upper_bound(m_rows.cbegin(), m_rows.cend(), y,
                                     [](int at, const Row& row) { return at < row.top; });
    return int(it - m_rows.cbegin()) - 1;
}

const diff::DiffLine* DiffView::lineAt(const Row& row, bool rightSide) const
{
    const int number = rightSide ? row.right : row.line;
    return row.isHeader || number < 0 ? nullptr
                                      : &m_document->lines.hunks.at(row.hunk).lines.at(number);
}

void DiffView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), tokens().surface);
    const int scroll = verticalScrollBar()->value();
    const int width = viewport()->width();
    for (int i = std::max(0, rowAt(event->rect().top() + scroll)); i < m_rows.size(); ++i) {
        const Row& row = m_rows.at(i);
        const int y = row.top - scroll;
        if (y > event->rect().bottom())
            break;
        if (row.isHeader) {
            paintHeader(painter, row, QRect(0, y, width, diffHeaderHeight()));
            continue;
        }
        if (!m_sideBySide) {
            paintLine(painter, QRect(0, y, width, diffLineHeight()), lineAt(row, false), false, i);
            continue;
        }
        const int half = width / 2;
        paintLine(painter, QRect(0, y, half, diffLineHeight()), lineAt(row, false), false, i);
        paintLine(painter, QRect(half, y, width - half, diffLineHeight()), lineAt(row, true), true,
                  i);
        painter.fillRect(half, y, 1, diffLineHeight(), tokens().line);
    }
    if (hasFocus())
        paint::focus(painter, viewport()->rect(), 0);
}

void DiffView::paintHeader(QPainter& painter, const Row& row, const QRect& rect) const
{
    const Tokens& t = tokens();
    painter.fillRect(rect, t.sunken);
    painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, t.line);
    painter.fillRect(rect.x(), rect.y(), rect.width(), 1, t.line);
    QRect cell = rect.adjusted(px(14), 0, -px(14), 0);
    const auto& origin = m_document->origins.value(row.hunk);
    if (origin) {
        const auto right = [&](const QString& text, const QFont& font) {
            const int used = paint::text(painter, cell, text, font, t.secondary,
                                         Qt::AlignRight | Qt::AlignVCenter);
            cell.setRight(cell.right() - used);
        };
        if (!origin->location.file.isEmpty()) {
            right(format::line(origin->location.toString()), theme().code(11.5));
            cell.setRight(cell.right() - px(10));
        }
        if (!origin->manager.isEmpty()) {
            QFont strong = theme().small();
            strong.setWeight(QFont::DemiBold);
            if (origin->managedAt.isValid())
                right(u", "_s + format::ago(origin->managedAt, m_now), theme().small());
            right(format::line(origin->manager), strong);
            right(tr("live by") + u' ', theme().small());
        }
        cell.setRight(cell.right() - px(10));
    }
    paint::text(painter, cell, format::line(m_document->lines.hunks.at(row.hunk).path),
                theme().small(), t.secondary, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideLeft);
}

void DiffView::paintSelection(QPainter& painter, const QRect& text, const QString& shown,
                              int rowNumber) const
{
    if (m_anchor.row < 0 || m_cursor.row < 0)
        return;
    const Place& from = m_anchor < m_cursor ? m_anchor : m_cursor;
    const Place& to = m_anchor < m_cursor ? m_cursor : m_anchor;
    if (rowNumber < from.row || rowNumber > to.row)
        return;
    const QFontMetrics metrics(theme().code());
    const int start = rowNumber == from.row ? from.column : 0;
    const int end = rowNumber == to.row ? to.column : int(shown.size());
    const int x = text.x() + metrics.horizontalAdvance(shown.left(start));
    const int width = metrics.horizontalAdvance(shown.mid(start, end - start));
    QColor wash = tokens().accent;
    wash.setAlpha(70);
    painter.fillRect(x, text.y(), width, text.height(), wash);
}

void DiffView::paintLine(QPainter& painter, const QRect& rect, const diff::DiffLine* line,
                         bool rightSide, int rowNumber) const
{
    using Kind = diff::DiffLine::Kind;
    const Tokens& t = tokens();
    if (!line) {
        painter.fillRect(rect, t.sunken);
        return;
    }
    painter.save();
    painter.setClipRect(rect);
    if (line->kind == Kind::Removed)
        painter.fillRect(rect, t.removedLine);
    else if (line->kind == Kind::Added)
        painter.fillRect(rect, t.addedLine);
    const QFont code = theme().code();
    const auto number = [&](int value, int right) {
        if (value > 0)
            paint::text(painter, QRect(rect.x(), rect.y(), right, rect.height()),
                        QString::number(value), code, t.secondary,
                        Qt::AlignRight | Qt::AlignVCenter);
    };
    if (m_sideBySide) {
        number(rightSide ? line->desiredLine : line->liveLine, px(38));
    } else {
        number(line->liveLine, px(37));
        number(line->desiredLine, px(81));
    }
    const QString sign = line->kind == Kind::Removed ? u"-"_s
        : line->kind == Kind::Added                  ? u"+"_s
                                                     : QString();
    const QRect signs(rect.x() + textLeft() - px(20), rect.y(), px(16), rect.height());
    paint::text(painter, signs, sign, code, t.text);

    const QString shown = shownText(line->text);
    const QRect area = rect.adjusted(textLeft(), 0, 0, 0);
    painter.setClipRect(area);
    const QRect text = area.translated(-horizontalScrollBar()->value(), 0);
    const QFontMetrics metrics(code);
    // Where characters were escaped the ranges no longer fit: the line's own colour remains.
    if (shown == line->text) {
        for (const diff::DiffLine::Range& word : line->words) {
            const int x = text.x() + metrics.horizontalAdvance(shown.left(word.start));
            const int width = metrics.horizontalAdvance(shown.mid(word.start, word.length));
            paint::box(painter, QRect(x, text.y() + 1, width, text.height() - 2), px(2),
                       line->kind == Kind::Removed ? t.removedWord : t.addedWord, {});
        }
    }
    if (!m_sideBySide || rightSide == m_selectsRight)
        paintSelection(painter, text, shown, rowNumber);
    painter.setFont(code);
    painter.setPen(t.text);
    painter.drawText(
        QRect(text.x(), text.y(), metrics.horizontalAdvance(shown) + px(8), text.height()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    painter.restore();
}

DiffView::Place DiffView::placeAt(const QPoint& point) const
{
    if (m_rows.isEmpty())
        return {};
    const int number
        = std::clamp(rowAt(point.y() + verticalScrollBar()->value()), 0, int(m_rows.size()) - 1);
    const bool right = m_sideBySide && m_selectsRight;
    const diff::DiffLine* line = lineAt(m_rows.at(number), right);
    if (!line)
        return {number, 0};
    const QString shown = shownText(line->text);
    const QFontMetrics metrics(theme().code());
    const int x = point.x() - textLeft() - (right ? viewport()->width() / 2 : 0)
        + horizontalScrollBar()->value();
    int column = 0;
    while (column < shown.size()
           && metrics.horizontalAdvance(shown.left(column + 1)) - metrics.averageCharWidth() / 2
               < x)
        ++column;
    return {number, column};
}

void DiffView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_selectsRight = m_sideBySide && event->pos().x() > viewport()->width() / 2;
    m_anchor = m_cursor = placeAt(event->pos());
    viewport()->update();
}

void DiffView::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons().testFlag(Qt::LeftButton))
        return;
    m_cursor = placeAt(event->pos());
    viewport()->update();
}

QString DiffView::selectedText() const
{
    if (m_anchor.row < 0 || m_cursor.row < 0)
        return {};
    const Place& from = m_anchor < m_cursor ? m_anchor : m_cursor;
    const Place& to = m_anchor < m_cursor ? m_cursor : m_anchor;
    QStringList lines;
    for (int i = from.row; i <= to.row && i < m_rows.size(); ++i) {
        const diff::DiffLine* line = lineAt(m_rows.at(i), m_sideBySide && m_selectsRight);
        if (!line)
            continue;
        const QString shown = shownText(line->text);
        const int start = i == from.row ? from.column : 0;
        const int end = i == to.row ? to.column : int(shown.size());
        lines << shown.mid(start, end - start);
    }
    return lines.join(u'\n');
}

QString DiffView::spoken() const
{
    constexpr int mostLines = 400;
    QStringList lines;
    if (!m_document)
        return {};
    for (const diff::DiffHunk& hunk : m_document->lines.hunks) {
        for (const diff::DiffLine& line : hunk.lines) {
            if (line.kind == diff::DiffLine::Kind::Context || lines.size() >= mostLines)
                continue;
            lines << (line.kind == diff::DiffLine::Kind::Removed ? u"- "_s : u"+ "_s)
                    + shownText(line.text).trimmed();
        }
    }
    return lines.join(u'\n');
}

void DiffView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        if (const QString text = selectedText(); !text.isEmpty())
            QGuiApplication::clipboard()->setText(text);
        return;
    }
    if (event->matches(QKeySequence::SelectAll) && !m_rows.isEmpty()) {
        m_anchor = {0, 0};
        m_cursor = {int(m_rows.size()) - 1, int(kMaxLine)};
        viewport()->update();
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

bool DiffView::goToHunk(int step)
{
    const int wanted = m_hunk + step;
    if (!m_document || wanted < 0 || wanted >= m_document->lines.hunks.size())
        return false;
    m_hunk = wanted;
    for (const Row& row : m_rows) {
        if (row.hunk == wanted) {
            verticalScrollBar()->setValue(row.top);
            break;
        }
    }
    return true;
}

} // namespace cauce
