#pragma once

#include "core/base/clock.h"
#include "ui/delegates/textdelegate.h"

#include <QHeaderView>

namespace cauce {

//! The height of a row and of its header in tables.
int tableRowHeight();

//! \brief Paints a row of the applications table, one cell at a time.
class RowDelegate : public TextDelegate
{
    Q_OBJECT

public:
    explicit RowDelegate(Clock clock, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Clock m_clock;
};

//! \brief A header in the caption's letters, with a mark at the column that sorts.
class TableHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit TableHeader(QWidget* parent = nullptr);
    //! \param section that sorts, or -1
    void setSorted(int section, bool descending);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    QSize sizeHint() const override;

private:
    int m_sorted = -1;
    bool m_descending = false;
};

} // namespace cauce
