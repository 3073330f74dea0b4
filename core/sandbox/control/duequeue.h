#pragma once

#include <QHash>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

namespace cauce::sandbox::control {

//! One object that one controller should look at. A value.
struct Task
{
    int controller = 0; //!< its number in the loop
    QString nameSpace;
    QString name;

    friend bool operator==(const Task&, const Task&) = default;
};

inline size_t qHash(const Task& task, size_t seed = 0)
{
    return qHashMulti(seed, task.controller, task.nameSpace, task.name);
}

//! \brief What is to be done and when, each task once: the earliest time counts.
//!
//! Tasks that are due at the same time come in the order in which they were added, so that a run
//! is repeatable. Times are those of Clock::steady. One thread.
class DueQueue
{
public:
    using Time = std::chrono::milliseconds;

    //! \return whether it is now the first of all
    bool add(const Task& task, Time due)
    {
        const auto known = m_due.constFind(task);
        if (known != m_due.cend()) {
            if (known->due <= due)
                return false;
            m_order.erase({known->due, known->number, nullptr});
        }
        const auto at = m_due.insert(task, {due, ++m_last});
        m_order.insert({due, m_last, std::make_shared<const Task>(at.key())});
        return m_order.begin()->number == m_last;
    }

    //! Takes the first task that is due at \p now.
    std::optional<Task> take(Time now)
    {
        if (m_order.empty() || m_order.begin()->due > now)
            return std::nullopt;
        const Task task = *m_order.begin()->task;
        m_order.erase(m_order.begin());
        m_due.remove(task);
        return task;
    }

    std::optional<Time> next() const
    {
        return m_order.empty() ? std::nullopt : std::optional(m_order.begin()->due);
    }
    qsizetype size() const { return m_due.size(); }

private:
    struct When
    {
        Time due;
        qint64 number;
    };
    struct Entry
    {
        Time due;
        qint64 number;
        std::shared_ptr<const Task> task;

        bool operator<(const Entry& other) const
        {
            return std::tie(due, number) < std::tie(other.due, other.number);
        }
    };

    QHash<Task, When> m_due;
    std::set<Entry> m_order;
    qint64 m_last = 0;
};

} // namespace cauce::sandbox::control
