#pragma once

#include "core/base/clock.h"
#include "ui/delegates/textdelegate.h"

namespace cauce {

class HistoryModel;

//! The objects of a comparison: name, kind, what differs, counts of lines.
class ObjectDelegate : public TextDelegate
{
    Q_OBJECT

public:
    using TextDelegate::TextDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

//! The steps of a plan under the captions of their waves.
class PlanDelegate : public TextDelegate
{
    Q_OBJECT

public:
    using TextDelegate::TextDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

//! The steps of an operation with what became of them.
class OperationDelegate : public TextDelegate
{
    Q_OBJECT

public:
    using TextDelegate::TextDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

//! Deployments: number, message, commit and author, whether it is live.
class HistoryDelegate : public TextDelegate
{
    Q_OBJECT

public:
    explicit HistoryDelegate(const HistoryModel& model, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const HistoryModel& m_model;
};

//! Cells of tables and trees that carry CellRole data.
class CellDelegate : public TextDelegate
{
    Q_OBJECT

public:
    //! \param strongColumn the column whose text is the row's name
    //! \param branches a tree's: it draws branches before the first column, and the focus ring
    CellDelegate(int strongColumn, bool branches, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_strongColumn;
    bool m_branches;
};

} // namespace cauce
