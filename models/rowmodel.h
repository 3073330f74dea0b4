#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QSet>

#include <algorithm>

namespace cauce {

//! \brief A flat model that goes from one list of rows to the next with the fewest signals.
//!
//! A selection, a scroll position and an open editor survive an update, because rows that stay are
//! never removed. \c Row is a value with `key()` (unique; a second row with one key is dropped) and
//! `operator==`. GUI thread.
template <typename Row>
class RowModel : public QAbstractTableModel
{
public:
    using Key = std::decay_t<decltype(std::declval<const Row&>().key())>;
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : 1;
    }
    const QList<Row>& rows() const { return m_rows; }
    const Row& row(int number) const { return m_rows.at(number); }
    //! The row with \p key, or -1.
    int find(const Key& key) const
    {
        for (int i = 0; i < m_rows.size(); ++i) {
            if (m_rows.at(i).key() == key)
                return i;
        }
        return -1;
    }

protected:
    //! Makes the rows those of \p next: removes, moves, inserts and updates, in that order.
    void setRows(QList<Row> next)
    {
        dropDuplicates(next);
        QHash<Key, int> wanted;
        for (int i = 0; i < next.size(); ++i)
            wanted.insert(next.at(i).key(), i);
        removeMissing(wanted);
        reorder(wanted);
        insertNew(next);
        update(next);
    }

private:
    static void dropDuplicates(QList<Row>& rows)
    {
        QSet<Key> seen;
        rows.removeIf([&seen](const Row& row) {
            const Key key = row.key();
            if (seen.contains(key))
                return true;
            seen.insert(key);
            return false;
        });
    }

    void removeMissing(const QHash<Key, int>& wanted)
    {
        for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
            if (wanted.contains(m_rows.at(last).key()))
                continue;
            int first = last;
            while (first > 0 && !wanted.contains(m_rows.at(first - 1).key()))
                --first;
            beginRemoveRows({}, first, last);
            m_rows.remove(first, last - first + 1);
            endRemoveRows();
            last = first;
        }
    }

    void reorder(const QHash<Key, int>& wanted)
    {
        const auto before = [&wanted](const Row& a, const Row& b) {
            return wanted.value(a.key()) < wanted.value(b.key());
        };
        if (std::is_sorted(m_rows.cbegin(), m_rows.cend(), before))
            return;
        emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        const QList<Row> old = m_rows;
        std::sort(m_rows.begin(), m_rows.end(), before);
        QHash<Key, int> placeOf;
        for (int i = 0; i < m_rows.size(); ++i)
            placeOf.insert(m_rows.at(i).key(), i);
        const QModelIndexList from = persistentIndexList();
        QModelIndexList to;
        for (const QModelIndex& index : from)
            to.append(this->index(placeOf.value(old.at(index.row()).key()), index.column()));
        changePersistentIndexList(from, to);
        emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }

    void insertNew(const QList<Row>& next)
    {
        for (int i = 0; i < next.size(); ++i) {
            if (i < m_rows.size() && m_rows.at(i).key() == next.at(i).key())
                continue;
            // The survivors stand in the new order, so what is not here yet is a run of new rows.
            int last = i;
            while (last + 1 < next.size()
                   && (i >= m_rows.size() || next.at(last + 1).key() != m_rows.at(i).key()))
                ++last;
            beginInsertRows({}, i, last);
            m_rows.insert(i, last - i + 1, next.at(i));
            std::copy(next.cbegin() + i, next.cbegin() + last + 1, m_rows.begin() + i);
            endInsertRows();
            i = last;
        }
    }

    void update(const QList<Row>& next)
    {
        for (int i = 0; i < next.size(); ++i) {
            if (m_rows.at(i) == next.at(i))
                continue;
            int last = i;
            m_rows[i] = next.at(i);
            while (last + 1 < next.size() && !(m_rows.at(last + 1) == next.at(last + 1))) {
                ++last;
                m_rows[last] = next.at(last);
            }
            emit dataChanged(index(i, 0), index(last, columnCount() - 1));
            i = last;
        }
    }

    QList<Row> m_rows;
};

} // namespace cauce
