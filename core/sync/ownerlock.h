#pragma once

#include "core/base/result.h"

#include <memory>

namespace cauce::sync {

//! \brief Tells whether the program that began something is still there.
//!
//! Each owner locks one byte of a shared file, at a random place, for as long as it lives. The
//! kernel lets go of the lock however the owner ends, so that neither a reused process id nor
//! another pid namespace can mislead. Any thread.
class OwnerLock
{
public:
    //! \return Io when \p file cannot be made or its file system knows no locks
    static Result<std::unique_ptr<OwnerLock>> take(const QString& file);
    ~OwnerLock();
    OwnerLock(const OwnerLock&) = delete;
    OwnerLock& operator=(const OwnerLock&) = delete;

    qint64 id() const { return m_id; } //!< random; never twice
    //! \brief Whether the owner with this \p id lives, be it this one or another program's.
    //! True when that cannot be told: nobody is declared dead by mistake.
    bool isAlive(qint64 id) const;

private:
    OwnerLock(int file, qint64 id)
        : m_file(file)
        , m_id(id)
    { }

    int m_file;
    qint64 m_id;
};

} // namespace cauce::sync
