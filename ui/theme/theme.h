#pragma once

#include "ui/theme/tokens.h"

#include <QFont>
#include <QObject>

namespace cauce {

//! \brief Colours, fonts and sizes of the window, one for the program. GUI thread.
//!
//! Painting code asks theme() each time; nothing keeps a colour, so that a change shows at once.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Scheme { System, Light, Dark };

    //! Sets palette, fonts and style of the application. Call it after the QApplication is made.
    //! \param scale 1 is a 13 px text; see systemScale()
    void apply(Scheme scheme, double scale);
    Scheme scheme() const { return m_scheme; }
    bool isDark() const { return m_dark; }

    const Tokens& tokens() const { return m_dark ? darkTokens() : lightTokens(); }
    //! A length of the drawings in pixels of this screen's text size.
    int px(double length) const;

    QFont body() const; //!< 13 px
    QFont strong() const; //!< 13 px, 600
    QFont title(double size = 17) const; //!< 600
    QFont caption() const; //!< 11 px capitals, 600
    QFont small() const; //!< 12 px
    QFont code(double size = 12) const;

    //! The scale that the desktop's font size asks for: 10 pt is 1.
    static double systemScale();

signals:
    void changed();

private:
    Scheme m_scheme = Scheme::System;
    bool m_dark = false;
    bool m_systemIsDark = false;
    bool m_askedSystem = false;
    double m_scale = 1;
};

//! The program's theme.
Theme& theme();
inline const Tokens& tokens()
{
    return theme().tokens();
}
inline int px(double length)
{
    return theme().px(length);
}

} // namespace cauce
