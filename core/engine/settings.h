#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QVariant>

#include <algorithm>

namespace cauce {

//! \brief One setting: its key, what it is before anybody sets it, and what it may be.
template <typename T>
struct Setting
{
    const char* key;
    T fallback;
    T (*sane)(T) = [](T value) { return value; }; //!< applied on the way in and on the way out
};

//! The whole list. A key is written once, here, so that it cannot be read under another's name.
//! What belongs to a repository or a cluster is in the workspace's own file (workspacestore.h).
namespace settings {

//! Seconds from the end of one Git poll to the next, for a new workspace; 10 s to one day.
inline constexpr Setting<int> pollSeconds {"git/pollSeconds", 180,
                                           [](int s) { return std::clamp(s, 10, 86'400); }};
//! Whether the applications page hides what is synced and healthy.
inline constexpr Setting<bool> onlyProblems {"view/onlyProblems", false};
//! Applications as tiles (0) or as a table (1).
inline constexpr Setting<int> applicationView {"view/applications", 0,
                                               [](int v) { return std::clamp(v, 0, 1); }};
//! Colours: 0 follows the desktop, 1 light, 2 dark.
inline constexpr Setting<int> theme {"view/theme", 0, [](int v) { return std::clamp(v, 0, 2); }};
//! Differences inline (0) or side by side (1).
inline constexpr Setting<int> diffView {"view/diff", 0, [](int v) { return std::clamp(v, 0, 1); }};

} // namespace settings

//! \brief A text or bytes setting: what a constexpr Setting cannot hold in Qt 6.4.
namespace settingkey {

inline constexpr const char* lastWorkspace = "workspace/last"; //!< name; empty: none
inline constexpr const char* language = "view/language"; //!< "es"; empty: the desktop's
inline constexpr const char* windowGeometry = "window/geometry"; //!< QWidget::saveGeometry()

} // namespace settingkey

//! \brief Typed access to a QSettings. Belongs to the thread that made it; pass values on, not
//! this.
class Settings
{
public:
    explicit Settings(QSettings& store)
        : m_store(store)
    { }

    template <typename T>
    T get(const Setting<T>& s) const
    {
        const QVariant stored = m_store.value(QLatin1String(s.key));
        return s.sane(stored.isValid() && stored.canConvert<T>() ? stored.value<T>() : s.fallback);
    }
    template <typename T>
    void set(const Setting<T>& s, T value)
    {
        m_store.setValue(QLatin1String(s.key), QVariant::fromValue(s.sane(value)));
    }
    QString text(const char* key) const { return m_store.value(QLatin1String(key)).toString(); }
    void setText(const char* key, const QString& value)
    {
        m_store.setValue(QLatin1String(key), value);
    }
    QByteArray bytes(const char* key) const
    {
        return m_store.value(QLatin1String(key)).toByteArray();
    }
    void setBytes(const char* key, const QByteArray& value)
    {
        m_store.setValue(QLatin1String(key), value);
    }

private:
    QSettings& m_store;
};

} // namespace cauce
