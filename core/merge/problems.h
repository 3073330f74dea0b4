#pragma once

// Private to core/merge: what is wrong with a value, and where.

#include "core/merge/pathelement.h"

#include <QStringList>

namespace cauce::merge {

//! Collects problems while a walk goes down an object.
class Problems
{
public:
    bool isEmpty() const { return m_lines.isEmpty(); }
    qsizetype count() const { return m_lines.size(); }
    void add(const FieldPath& path, const QString& message);
    //! As the server joins them.
    QString toString() const;
    Failure toFailure() const { return fail(ErrorKind::Invalid, toString()); }

private:
    QStringList m_lines;
};

//! Steps down for as long as it lives.
class Descent
{
public:
    Descent(FieldPath& path, PathElement element)
        : m_path(path)
    {
        m_path.push_back(std::move(element));
    }
    ~Descent() { m_path.pop_back(); }
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;

private:
    FieldPath& m_path;
};

} // namespace cauce::merge
