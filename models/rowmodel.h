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
    //! \brief Makes the rows those of \p next: removes, moves, inserts and updates, in that order.
    //!
    //! Many scattered removals or insertions become one after a change of the order: each signal
    //! costs a view as much as it has rows.
    void setRows(QList<Row> next)
    {
        dropDuplicates(next);
        QHash<Key, int> wanted;
        wanted.reserve(next.size());
        for (int i = 0; i < next.size(); ++i)
            wanted.insert(next.at(i).key(), i);
        if (missingRuns(wanted) > kFewRuns)
            arrange(wanted);
        removeMissing(wanted);
        arrange(wanted);
        if (newRuns(next) > kFewRuns) {
            appendNew(next);
            arrange(wanted);
        }
        insertNew(next);
        update(next);
    }

private:
    static constexpr int kFewRuns = 4;

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

    //! How many removals it takes to be rid of what \p wanted does not hold.
    int missingRuns(const QHash<Key, int>& wanted) const
    {
        int runs = 0;
        bool before = false;
        for (const Row& row : m_rows) {
            const bool missing = !wanted.contains(row.key());
            runs += missing && !before;
            before = missing;
        }
        return runs;
    }

    int newRuns(const QList<Row>& next) const
    {
        QSet<Key> here;
        for (const Row& row : m_rows)
            here.insert(row.key());
        int runs = 0;
        bool before = false;
        for (const Row& row : next) {
            const bool fresh = !here.contains(row.key());
            runs += fresh && !before;
            before = fresh;
        }
        return runs;
    }

    void appendNew(const QList<Row>& next)
    {
        QSet<Key> here;
        for (const Row& row : m_rows)
            here.insert(row.key());
        QList<Row> fresh;
        for (const Row& row : next) {
            if (!here.contains(row.key()))
                fresh.append(row);
        }
        const int first = int(m_rows.size());
        beginInsertRows({}, first, first + int(fresh.size()) - 1);
        m_rows.append(fresh);
        endInsertRows();
    }

    //! Puts the rows in the order of \p wanted, what it does not hold last.
    void arrange(const QHash<Key, int>& wanted)
    {
        QList<int> place;
        QList<int> order;
        for (int i = 0; i < m_rows.size(); ++i) {
            place.append(wanted.value(m_rows.at(i).key(), int(wanted.size())));
            order.append(i);
        }
        if (std::is_sorted(place.cbegin(), place.cend()))
            return;
        std::stable_sort(order.begin(), order.end(),
                         [&place](int a, int b) { return place.at(a) < place.at(b); });
        emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        QList<Row> rows;
        rows.reserve(m_rows.size());
        QList<int> now(m_rows.size());
        for (int i = 0; i < order.size(); ++i) {
            rows.append(m_rows.at(order.at(i)));
            now[order.at(i)] = i;
        }
        m_rows = std::move(rows);
        const QModelIndexList from = persistentIndexList();
        QModelIndexList to;
        for (const QModelIndex& index : from)
            to.append(this->index(now.at(index.row()), index.column()));
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
