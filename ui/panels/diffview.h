#pragma once

#include "models/diffdocuments.h"

#include <QAbstractScrollArea>
#include <QDateTime>

namespace cauce {

//! \brief Paints the difference of two texts, inline or side by side; only what is visible.
//!
//! A line of any length and a document of any size cost nothing until they are scrolled to. Text
//! can be selected with the mouse and copied.
class DiffView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit DiffView(QWidget* parent = nullptr);

    void setDocument(const DiffDocumentPtr& document, const QDateTime& now); //!< null empties it
    void setSideBySide(bool on);
    //! Goes to the next (1) or previous (-1) hunk. \return false when there is none
    bool goToHunk(int step);
    QString selectedText() const;
    //! For screen readers: the lines that differ, each after its sign; only the first many.
    QString spoken() const;
    int contentHeight() const;
    //! No scroll bar of its own up to this height.
    void setMaximumContent(int height);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Row
    {
        int hunk = 0;
        int line = -1; // within the hunk; -1: the hunk's header (inline) or nothing (left side)
        int right = -1; // side by side: the line at the right
        int top = 0;
        bool isHeader = false;
    };
    struct Place
    {
        int row = -1;
        int column = 0;
        bool operator<(const Place& o) const
        {
            return row != o.row ? row < o.row : column < o.column;
        }
    };
    void rebuild();
    void pairLines(int hunk, int& top);
    void updateScrollBars();
    int rowAt(int y) const;
    Place placeAt(const QPoint& point) const;
    const diff::DiffLine* lineAt(const Row& row, bool rightSide) const;
    void paintHeader(QPainter& painter, const Row& row, const QRect& rect) const;
    void paintLine(QPainter& painter, const QRect& rect, const diff::DiffLine* line, bool rightSide,
                   int rowNumber) const;
    void paintSelection(QPainter& painter, const QRect& text, const QString& shown,
                        int rowNumber) const;
    int textLeft() const;

    DiffDocumentPtr m_document;
    QDateTime m_now;
    QList<Row> m_rows;
    int m_height = 0;
    int m_longest = 0; // characters
    int m_maximum = 0;
    int m_hunk = -1;
    bool m_sideBySide = false;
    bool m_selectsRight = false;
    Place m_anchor;
    Place m_cursor;
};

} // namespace cauce
