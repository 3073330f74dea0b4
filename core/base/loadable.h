#pragma once

#include "core/base/result.h"

namespace cauce {

//! \brief What is known of something that lives elsewhere: not asked yet, could not be read, or
//! read.
//!
//! Never an empty container plus a flag: whoever needs the value must ask loaded() first, so that
//! "we do not know" can never be taken for "there is nothing". A value; safe to copy across
//! threads.
template <typename T>
class Loadable
{
public:
    Loadable() = default; //!< unknown: nobody has asked, or no answer has come yet
    Loadable(T value)
        : m_state(std::in_place_index<1>, std::move(value))
    { }
    Loadable(Failure failure)
        : m_state(std::in_place_index<2>, std::move(failure.error))
    { }
    Loadable(Result<T> result)
    {
        if (result)
            m_state.template emplace<1>(std::move(*result));
        else
            m_state.template emplace<2>(result.error());
    }

    bool isUnknown() const { return m_state.index() == 0; }
    bool isFailed() const { return m_state.index() == 2; }
    bool isLoaded() const { return m_state.index() == 1; }

    //! The value, or nullptr while it is unknown or failed.
    const T* loaded() const { return std::get_if<1>(&m_state); }
    //! The reason, or nullptr unless failed.
    const Error* failed() const { return std::get_if<2>(&m_state); }

private:
    std::variant<std::monostate, T, Error> m_state;
};

} // namespace cauce
