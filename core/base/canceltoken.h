#pragma once

#include <atomic>
#include <memory>

namespace cauce {

//! \brief A shared flag that says "stop as soon as you can"; polled by whoever does the work.
//!
//! Copies share the flag. Any thread may cancel or ask; there is no way back.
class CancelToken
{
public:
    CancelToken()
        : m_flag(std::make_shared<std::atomic_bool>(false))
    { }

    void cancel() const { m_flag->store(true, std::memory_order_release); }
    bool isCancelled() const { return m_flag->load(std::memory_order_acquire); }

private:
    std::shared_ptr<std::atomic_bool> m_flag;
};

} // namespace cauce
